package dev.faultline.load.measure;

/**
 * What ended within one span of the monotonic clock.
 *
 * @param startNanos when it began
 * @param endNanos when it ended
 * @param tally what ended in it; not written any more
 */
public record Window(long startNanos, long endNanos, Tally tally) {

    /** Returns its length in seconds. */
    public double seconds() {
        return (endNanos - startNanos) / 1e9;
    }
}
