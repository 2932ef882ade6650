package dev.faultline.injector.decide;

import java.time.Duration;

/**
 * An ending after a delay, counted from the arrival of the request.
 *
 * @param delay more than zero
 * @param ending what comes after the delay
 * @param overflow what comes at once if too many requests are being delayed already
 * @param stopped what comes at once if the plan is stopped meanwhile
 */
public record Delayed<A>(Duration delay, Ending<A> ending, Ending<A> overflow, Ending<A> stopped)
        implements Decision<A> {}
