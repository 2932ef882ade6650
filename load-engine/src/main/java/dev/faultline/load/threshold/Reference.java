package dev.faultline.load.threshold;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.split.ExpectedShare;

/**
 * What bounds may refer to.
 *
 * @param baseline what was measured while all was well; empty if nothing was
 * @param expected what the split in force sends to the injector
 * @param control what was measured of the control slice at the same time; empty if there is none
 */
public record Reference(TimedTally baseline, ExpectedShare expected, TimedTally control) {

    /** Without a control slice. */
    public Reference(TimedTally baseline, ExpectedShare expected) {
        this(baseline, expected, TimedTally.of(new Tally()));
    }

    /** Without a control slice, and with a baseline of unknown length. */
    public Reference(Tally baseline, ExpectedShare expected) {
        this(TimedTally.of(baseline), expected);
    }

    /** Returns a reference without a baseline. */
    public static Reference to(ExpectedShare expected) {
        return new Reference(new Tally(), expected);
    }

    /** Returns a reference without anything to refer to. */
    public static Reference none() {
        return to(ExpectedShare.UNKNOWN);
    }
}
