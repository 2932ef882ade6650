package dev.faultline.injector.plan;

import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.when.Moment;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A plan that was accepted: whole, valid and immutable.
 *
 * @param seed makes the draws reproducible; null for other draws each time
 * @param expiresAt from this instant on nothing is injected, as {@link Moment#isSane} has it; null for no end
 * @param maxActiveFaults how many requests may be held back at the same time, over all rules
 * @param rules the first that matches a request decides
 * @param otherwise answers what no abort hits
 */
public record FaultPlan(
        @Nullable Long seed, @Nullable Instant expiresAt, int maxActiveFaults, List<Rule> rules, Otherwise otherwise) {

    /** Safe with a heap of 64 MB; see the design's figures for held-back requests. */
    static final int DEFAULT_MAX_ACTIVE_FAULTS = 10_000;

    private static final int MOST_ACTIVE_FAULTS = 1_000_000;
    static final int MAX_RULES = 100;

    /** A line of a log holds so many rules; more are only counted. */
    private static final int SHOWN = 5;

    /** The plan when none is given: a 500 for everything, as the injector of Linkerd's guide does. */
    public static final FaultPlan DEFAULT = new FaultPlan(
            null,
            null,
            DEFAULT_MAX_ACTIVE_FAULTS,
            List.of(new Rule("default", null, null, null, List.of(StatusAbort.plain(Percentage.ALL, 500)))),
            Otherwise.Respond.OK);

    /** @throws InvalidValue if a field breaks its rule */
    public FaultPlan {
        boolean sane = expiresAt == null || Moment.isSane(expiresAt);
        Require.that(sane, "expiresAt", Moment.SANE, String.valueOf(expiresAt));
        Require.between("maxActiveFaults", maxActiveFaults, 0, MOST_ACTIVE_FAULTS);
        List<Rule> given = Elements.copy("rules", rules, MAX_RULES);
        rules = IntStream.range(0, given.size())
                .mapToObj(i -> given.get(i).at(i))
                .toList();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            String name = rules.get(i).name();
            Require.that(names.add(name), "rules[" + i + "].name", "must be unique in the plan", '"' + name + '"');
        }
    }

    /** Returns this plan without its faults: what the kill switch leaves. */
    public FaultPlan stopped() {
        return new FaultPlan(null, null, maxActiveFaults, List.of(), otherwise);
    }

    /** Returns whether the plan injects nothing any more at that instant. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Returns how many rules can inject faults at that instant: none once the plan is over. */
    public long injecting(Instant now) {
        return isExpired(now) ? 0 : rules.stream().filter(Rule::injects).count();
    }

    /** Returns the faults and the end of this plan in one line, for a log. */
    public String summary() {
        String until = expiresAt == null ? "no end" : "until " + expiresAt;
        if (rules.isEmpty()) {
            return "no faults, " + until;
        }
        String more = rules.size() > SHOWN ? " and " + (rules.size() - SHOWN) + " more" : "";
        return rules.stream().limit(SHOWN).map(FaultPlan::summary).collect(Collectors.joining("; ", "", more)) + ", "
                + until;
    }

    private static String summary(Rule rule) {
        List<String> faults = new ArrayList<>();
        if (rule.delay() != null) {
            faults.add("delay " + FaultType.nameOf(rule.delay().getClass()) + " "
                    + rule.delay().percentage());
        }
        rule.aborts().stream()
                .limit(SHOWN)
                .forEach(abort -> faults.add(FaultType.nameOf(abort.getClass()) + " " + abort.percentage()));
        return rule.name() + ": " + (faults.isEmpty() ? "exempt" : String.join(" + ", faults));
    }
}
