package dev.faultline.injector.decide;

import java.time.Duration;

/**
 * An ending that needs a place among the active faults: because it comes after a while, counted from the arrival of the
 * request, or because it takes its time itself.
 *
 * @param delay the rule's delay; zero if it has none
 * @param hold how long the abort itself holds the request after that
 * @param ending what comes then
 * @param overflow what comes at once if too many faults are active already
 * @param stopped what comes at once if the plan is stopped meanwhile
 */
public record Held<A>(Duration delay, Duration hold, Ending<A> ending, Ending<A> overflow, Ending<A> stopped)
        implements Decision<A> {}
