package dev.faultline.load.plan;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What load this process may send and to whom, so that whoever reaches the API can't turn it on strangers. The
 * {@code Host} header of a request changes nothing about where it goes.
 *
 * @param maxRate the most arrivals a second, retries not counted
 * @param allowed the hosts that may be targets
 */
public record LoadLimits(double maxRate, List<TargetPattern> allowed) {

    /** The hosts that may be targets where nothing else is set: loopback, and the cluster's own service names. */
    public static final String ALLOWED_BY_DEFAULT =
            "localhost,127.0.0.0/8,[::1],service-names,*.svc,*.svc.cluster.local";

    private static final String TARGETS = "faultline.load.allowed-targets";
    private static final String RATE = "faultline.load.max-rate";

    /** Checks the limits themselves. */
    public LoadLimits {
        Require.between(RATE, maxRate, Demand.MIN_RATE, Demand.MAX_RATE);
        allowed = List.copyOf(allowed);
    }

    /**
     * Returns the limits from the settings.
     *
     * @throws InvalidValue naming the setting that can't be read
     */
    public static LoadLimits of(double maxRate, List<String> allowed) {
        return new LoadLimits(
                maxRate,
                allowed.stream().map(text -> TargetPattern.parse(TARGETS, text)).toList());
    }

    /**
     * Checks a plan.
     *
     * @throws InvalidValue naming the field of the plan, what is allowed, and the setting that changes it
     */
    public void check(LoadPlan plan) {
        checkTarget(plan.target());
        checkRate(plan.demand());
    }

    /** Checks that the target's host is allowed. */
    public void checkTarget(Target target) {
        check("target", target.host(), target.withoutQuery(), ", or attack --allow-target, allows others)");
    }

    /** Checks that a host that is no target may be called nevertheless: of whom something is asked. */
    public void checkHost(String field, String host) {
        check(field, host, host, " allows others)");
    }

    private void check(String field, String host, String shown, String remedy) {
        if (allowed.stream().noneMatch(pattern -> pattern.matches(host))) {
            String known = allowed.stream().map(TargetPattern::toString).collect(Collectors.joining(", "));
            throw new InvalidValue(field, "must be one of " + known + " (the setting " + TARGETS + remedy, shown);
        }
    }

    /** Checks that no second asks for too many arrivals. A closed loop asks for none. */
    public void checkRate(Demand demand) {
        if (demand.rate() != null) {
            within("rate", demand.rate());
        }
        @Nullable List<Stage> stages = demand.stages();
        for (int i = 0; stages != null && i < stages.size(); i++) {
            within("stages[" + i + "]", stages.get(i).peakRate());
        }
    }

    private void within(String field, double rate) {
        Require.that(
                rate <= maxRate,
                field,
                "must ask for at most " + Require.plain(maxRate) + " arrivals a second (the setting " + RATE
                        + " changes that)",
                Require.plain(rate));
    }
}
