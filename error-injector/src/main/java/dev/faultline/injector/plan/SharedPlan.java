package dev.faultline.injector.plan;

import dev.faultline.wire.Require;

/**
 * A plan as replicas share it: complete, so that all decide alike whenever they read it.
 *
 * @param stopped whether the kill switch was thrown: no faults at all then, not even those that requests ask for
 */
public record SharedPlan(FaultPlan plan, boolean stopped) {

    /** @throws dev.faultline.wire.InvalidValue if it is stopped and has rules */
    public SharedPlan {
        Require.that(
                !stopped || plan.rules().isEmpty(),
                "stopped",
                "must not be true beside rules: the kill switch leaves none",
                stopped);
    }

    /** Returns the plan with that seed unless it has one: draws of its own each replica would make differently. */
    public static SharedPlan of(FaultPlan plan, long seed) {
        long given = plan.seed() == null ? seed : plan.seed();
        return new SharedPlan(
                new FaultPlan(given, plan.expiresAt(), plan.maxActiveFaults(), plan.rules(), plan.otherwise()), false);
    }

    /** Returns what the kill switch leaves of a plan. */
    public static SharedPlan stopped(FaultPlan plan) {
        return new SharedPlan(plan.stopped(), true);
    }
}
