package dev.faultline.load.slo;

import dev.faultline.load.measure.Tally;

/**
 * What thresholds may refer to besides the figures themselves.
 *
 * @param baseline what was measured while all was well; empty if nothing was
 * @param control what was measured of the control slice at the same time; empty if there is none
 */
public record Reference(Observation baseline, Promise promise, Observation control) {

    /** Refers to no control slice. */
    public Reference(Observation baseline, Promise promise) {
        this(baseline, promise, Observation.of(new Tally()));
    }

    /** Refers to a baseline that took a time which nobody knows. */
    public Reference(Tally baseline, Promise promise) {
        this(Observation.of(baseline), promise);
    }

    /** Returns what there is to refer to without a baseline. */
    public static Reference to(Promise promise) {
        return new Reference(new Tally(), promise);
    }

    /** Nothing to refer to. */
    public static Reference none() {
        return to(Promise.UNKNOWN);
    }
}
