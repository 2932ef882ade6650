package dev.faultline.load.measure;

import java.time.Instant;

/**
 * What ended within one span of the monotonic clock.
 *
 * @param began when it began by the clock on the wall, for people and files
 * @param startNanos when it began
 * @param endNanos when it ended
 * @param tally what ended in it; not written any more
 */
public record Window(Instant began, long startNanos, long endNanos, Tally tally) {

    /** Returns its length in seconds. */
    public double seconds() {
        return (endNanos - startNanos) / 1e9;
    }

    /** Returns the time half way through it. */
    public long middleNanos() {
        return startNanos + (endNanos - startNanos) / 2;
    }
}
