package dev.faultline.injector.plan;

import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.value.Elements;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A plan as it is handed in. It differs from the accepted one in its end, which may be given as a time from now, and
 * in what may be left out.
 *
 * @param expiresIn from 1ms to 365d, counted from the acceptance; not together with {@code expiresAt}
 */
public record ProposedPlan(
        @Nullable Long seed,
        @Nullable Duration expiresIn,
        @Nullable Instant expiresAt,
        @Nullable Integer maxActiveFaults,
        @Nullable List<Rule> rules,
        @Nullable Otherwise otherwise,
        @Nullable List<Tls> tls) {

    static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST = Duration.ofDays(365);

    /** @throws InvalidValue if the end is out of bounds, or given twice */
    public ProposedPlan {
        if (expiresIn != null) {
            Require.between("expiresIn", expiresIn, SHORTEST, LONGEST);
            Require.that(
                    expiresAt == null,
                    "expiresIn",
                    "must not be given together with expiresAt",
                    Durations.format(expiresIn));
        }
    }

    /**
     * Returns the plan that comes into force when this one is accepted at {@code now}.
     *
     * @throws InvalidValue if the whole breaks a rule that no part does, such as two rules of one name
     */
    public FaultPlan acceptedAt(Instant now) {
        // Milliseconds are what people compare; what is counted from now moves by less than one.
        Instant acceptance = now.truncatedTo(ChronoUnit.MILLIS);
        Instant end = expiresIn == null ? expiresAt : acceptance.plus(expiresIn);
        return new FaultPlan(
                seed,
                end,
                maxActiveFaults == null ? FaultPlan.DEFAULT_MAX_ACTIVE_FAULTS : maxActiveFaults,
                rules(acceptance),
                otherwise == null ? Otherwise.Respond.OK : otherwise,
                Elements.copy("tls", tls, FaultPlan.MAX_TLS));
    }

    private List<Rule> rules(Instant acceptance) {
        List<Rule> given = Elements.copy("rules", rules, FaultPlan.MAX_RULES);
        return IntStream.range(0, given.size())
                .mapToObj(i -> acceptedAt(acceptance, given.get(i), i))
                .toList();
    }

    private static Rule acceptedAt(Instant acceptance, Rule rule, int place) {
        try {
            return rule.at(place).acceptedAt(acceptance);
        } catch (InvalidValue e) {
            throw e.within("rules[" + place + "].when");
        }
    }
}
