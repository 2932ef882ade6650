package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Limiter;
import java.time.Duration;

/**
 * What happens to one request: an {@link Outcome} at once, or {@link Held}, either of them perhaps {@link Admitted}.
 *
 * @param <A> what the server performs
 */
public sealed interface Decision<A> permits Decision.Admitted, Decision.Held, Outcome {

    /**
     * An outcome that needs a place among the active faults: because it comes after a while, counted from the arrival of the
     * request, or because it takes its time itself. The place is free again once it is not needed, not when the answer ends.
     *
     * @param delay the rule's delay; zero if it has none
     * @param hold how long the abort itself holds the request after that
     * @param lasts whether the abort goes on injecting until the answer is over; if not, it is done once it has begun
     * @param outcome what comes then
     * @param overflow what comes at once if too many faults are active already
     * @param stopped what comes at once if the plan is stopped meanwhile
     */
    record Held<A>(
            Duration delay, Duration hold, boolean lasts, Outcome<A> outcome, Outcome<A> overflow, Outcome<A> stopped)
            implements Decision<A> {}

    /**
     * What happens to a request that a limiter has let through.
     *
     * @param limiter to be left when the exchange has ended, in whatever way
     * @param then what happens
     */
    record Admitted<A>(Limiter limiter, Decision<A> then) implements Decision<A> {}
}
