package dev.faultline.load.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The last windows of a bounded count, oldest first. One thread adds, any thread reads: each addition publishes a new
 * immutable list.
 */
public final class Windows {

    private final int capacity;
    private volatile List<Window> windows = List.of();

    /** Keeps at most {@code capacity} windows. */
    public Windows(int capacity) {
        this.capacity = capacity;
    }

    /** Adds the newest window and drops the oldest beyond the capacity. */
    public void add(Window window) {
        List<Window> before = windows;
        int keep = Math.min(before.size(), capacity - 1);
        List<Window> kept = new ArrayList<>(keep + 1);
        kept.addAll(before.subList(before.size() - keep, before.size()));
        kept.add(window);
        windows = List.copyOf(kept);
    }

    /** Returns when the newest window ended. */
    public OptionalLong lastEnd() {
        List<Window> now = windows;
        return now.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(now.get(now.size() - 1).endNanos());
    }

    /** Returns the sum of the windows that ended after {@code sinceNanos}; empty ones count for their time. */
    public Window since(long sinceNanos) {
        Tally sum = new Tally();
        long start = Long.MAX_VALUE;
        long end = sinceNanos;
        for (Window window : windows) {
            if (window.endNanos() - sinceNanos > 0) {
                sum.add(window.tally());
                start = Math.min(start, window.startNanos());
                end = window.endNanos();
            }
        }
        return new Window(start == Long.MAX_VALUE ? end : start, end, sum);
    }
}
