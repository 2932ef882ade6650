package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.Partition;
import dev.faultline.injector.when.Moment;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * @param tls what befalls handshakes. Those for the same {@code sni} share one draw, as the aborts of a rule do; the first of
 *     all that is for the name that a caller asks for says which {@code sni} that is
 */
public record FaultPlan(
        @Nullable Long seed,
        @Nullable Instant expiresAt,
        int maxActiveFaults,
        List<Rule> rules,
        Otherwise otherwise,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Tls> tls) {

    /** Safe with a heap of 64 MB; see the design's figures for held-back requests. */
    static final int DEFAULT_MAX_ACTIVE_FAULTS = 10_000;

    private static final int MOST_ACTIVE_FAULTS = 1_000_000;
    static final int MAX_RULES = 100;
    static final int MAX_TLS = 100;

    /** A line of a log holds so many rules; more are only counted. */
    private static final int SHOWN = 5;

    /** The plan when none is given: a 500 for everything, as the injector of Linkerd's guide does. */
    public static final FaultPlan DEFAULT = new FaultPlan(
            null,
            null,
            DEFAULT_MAX_ACTIVE_FAULTS,
            List.of(new Rule("default", null, null, null, List.of(StatusAbort.plain(Percentage.ALL, 500)))),
            Otherwise.Respond.OK,
            List.of());

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
        tls = Elements.copy("tls", tls, MAX_TLS);
        bySni(tls)
                .values()
                .forEach(group -> Partition.check(
                        "tls", group.stream().map(Tls::percentage).toList()));
    }

    /** Returns what befalls handshakes by the names that it is for, in whatever case, empty for all, in the order of their first. */
    public Map<String, List<Tls>> handshakes() {
        return bySni(tls);
    }

    private static Map<String, List<Tls>> bySni(List<Tls> tls) {
        return tls.stream()
                .collect(Collectors.groupingBy(
                        each -> each.sni() == null ? "" : each.sni().toLowerCase(Locale.ROOT),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }

    /** Returns this plan without its faults: what the kill switch leaves. */
    public FaultPlan stopped() {
        return new FaultPlan(null, null, maxActiveFaults, List.of(), otherwise, List.of());
    }

    /** Returns whether the plan injects nothing any more at that instant. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Returns how many rules, and faults of handshakes, can inject anything at that instant: none once the plan is over. */
    public long injecting(Instant now) {
        return isExpired(now)
                ? 0
                : rules.stream().filter(Rule::injects).count()
                        + tls.stream()
                                .filter(fault -> fault.percentage().value() > 0)
                                .count();
    }

    /** Returns the faults and the end of this plan in one line, for a log. */
    public String summary() {
        String until = expiresAt == null ? "no end" : "until " + expiresAt;
        List<String> faults =
                new ArrayList<>(rules.stream().map(FaultPlan::summary).toList());
        if (!tls.isEmpty()) {
            faults.add("tls: "
                    + tls.stream()
                            .limit(SHOWN)
                            .map(fault -> FaultType.nameOf(fault.getClass()) + " " + fault.percentage())
                            .collect(Collectors.joining(" + ")));
        }
        if (faults.isEmpty()) {
            return "no faults, " + until;
        }
        String more = faults.size() > SHOWN ? " and " + (faults.size() - SHOWN) + " more" : "";
        return faults.stream().limit(SHOWN).collect(Collectors.joining("; ", "", more)) + ", " + until;
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
