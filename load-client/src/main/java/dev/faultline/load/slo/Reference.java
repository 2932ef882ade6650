package dev.faultline.load.slo;

import dev.faultline.load.measure.Tally;

/**
 * What thresholds may refer to besides the figures themselves.
 *
 * @param baseline what was measured while all was well; empty if nothing was
 */
public record Reference(Tally baseline, Promise promise) {

    /** Nothing to refer to. */
    public static Reference none() {
        return new Reference(new Tally(), Promise.UNKNOWN);
    }
}
