package dev.faultline.load.threshold;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;

/**
 * What was counted, and for how long.
 *
 * @param tally no longer written
 * @param seconds how long; NaN if that is unknown, which leaves rates undecided
 */
public record TimedTally(Tally tally, double seconds) {

    /** Returns what was counted in that window. */
    public static TimedTally of(Window window) {
        return new TimedTally(window.tally(), window.seconds());
    }

    /** Returns what was counted in an unknown time. */
    static TimedTally of(Tally tally) {
        return new TimedTally(tally, Double.NaN);
    }
}
