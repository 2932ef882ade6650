package dev.faultline.load.slo;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;

/**
 * What was seen, and for how long.
 *
 * @param tally not written any more
 * @param seconds what it took; NaN where nobody knows, and then there are no rates
 */
public record Observation(Tally tally, double seconds) {

    /** Returns what was seen in that window. */
    public static Observation of(Window window) {
        return new Observation(window.tally(), window.seconds());
    }

    /** Returns what was seen in a time that nobody knows. */
    static Observation of(Tally tally) {
        return new Observation(tally, Double.NaN);
    }
}
