package dev.faultline.load.measure;

import org.jspecify.annotations.Nullable;

/** The sum of neighbouring windows, moved on by adding what came and subtracting what left. Not threadsafe. */
final class StandingSum {

    private Tally sum = new Tally();
    private long from;
    private long to;
    private @Nullable Window published;

    /** Returns the sum of the windows numbered {@code newFrom} and above, below {@code newTo}; at least one. */
    Window over(Ring ring, long newFrom, long newTo) {
        Window before = published;
        if (before != null && from == newFrom && to == newTo) {
            return before;
        }
        if (rebuildingIsLess(newFrom, newTo) || from < ring.begin()) {
            sum = new Tally();
            from = newFrom;
            to = newFrom;
        }
        move(ring, newFrom, newTo);
        Window first = ring.get(from);
        Window last = ring.get(to - 1);
        Window after = new Window(first.began(), first.startNanos(), last.endNanos(), sum.packed());
        published = after;
        return after;
    }

    private boolean rebuildingIsLess(long newFrom, long newTo) {
        return Math.abs(newFrom - from) + Math.abs(newTo - to) >= newTo - newFrom;
    }

    /** Comes before it goes: nothing is taken away that was not added. Callers may also look from an earlier time. */
    private void move(Ring ring, long newFrom, long newTo) {
        while (to < newTo) {
            sum.add(ring.get(to++).tally());
        }
        while (from > newFrom) {
            sum.add(ring.get(--from).tally());
        }
        while (from < newFrom) {
            sum.subtract(ring.get(from++).tally());
        }
        while (to > newTo) {
            sum.subtract(ring.get(--to).tally());
        }
    }

    long footprintBytes() {
        return sum.footprintBytes() + (published == null ? 0 : published.tally().footprintBytes());
    }
}
