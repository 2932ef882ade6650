package dev.faultline.load.measure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** All that ended since the start of the process, as of the last second. Threadsafe. */
public final class Totals {

    private final Tally sum = new Tally();
    private @Nullable Window first;
    private long endNanos;

    /** Adds a second. */
    public synchronized void add(Window second) {
        if (first == null) {
            first = new Window(second.began(), second.startNanos(), second.endNanos(), new Tally());
        }
        endNanos = second.endNanos();
        sum.add(second.tally());
    }

    /** Returns all that was added so far. */
    public synchronized Tally all() {
        return sum.packed();
    }

    /** Returns all of it as one window, from the first second to the last; empty at {@code now} if there was none. */
    public synchronized Window window(long now) {
        return first == null
                ? new Window(Instant.EPOCH, now, now, new Tally())
                : new Window(first.began(), first.startNanos(), endNanos, sum.packed());
    }

    /** Returns about how much memory that takes. */
    public synchronized long footprintBytes() {
        return sum.footprintBytes();
    }
}
