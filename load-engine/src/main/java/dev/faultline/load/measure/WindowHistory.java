package dev.faultline.load.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest windows up to a fixed number, and their sums over the lengths that are asked for. Threadsafe; what it
 * returns is no longer written. Not for an event loop: a sum walks through thousands of counters.
 *
 * <p>Windows are about a second long. A look back starts from the end of the newest, so that it does not matter when
 * between two windows one asks; only if that is so old that the next is overdue, it starts from now. A window belongs
 * to a length if its middle does.
 */
public final class WindowHistory {

    /** How many sums are kept: two pollers of three lengths each, and some to spare. */
    static final int LENGTHS = 8;

    /** After this the next window is overdue. */
    private static final long OVERDUE = TimeUnit.SECONDS.toNanos(2);

    private final List<Consumer<Window>> listeners = new CopyOnWriteArrayList<>();
    private final RingBuffer ring;
    private final Map<Duration, SlidingSum> sums = new LinkedHashMap<>(LENGTHS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Duration, SlidingSum> eldest) {
            return size() > LENGTHS;
        }
    };

    /** Keeps at most {@code capacity} windows. */
    public WindowHistory(int capacity) {
        ring = new RingBuffer(capacity);
    }

    /**
     * Adds the newest window, drops the oldest beyond the capacity, and calls the listeners.
     *
     * @throws IllegalStateException if a listener failed; the others were called nevertheless
     */
    public void add(Window window) {
        synchronized (this) {
            ring.add(window);
        }
        List<Throwable> failures = listeners.stream()
                .map(listener -> tell(listener, window))
                .filter(Objects::nonNull)
                .toList();
        if (!failures.isEmpty()) {
            IllegalStateException failed = new IllegalStateException("a window listener failed", failures.get(0));
            failures.subList(1, failures.size()).forEach(failed::addSuppressed);
            throw failed;
        }
    }

    /** Calls the listener with each window that is added, on the thread that adds it; run the result to stop that. */
    public Runnable listen(Consumer<Window> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Returns when the newest window ended. */
    public synchronized OptionalLong lastEnd() {
        return ring.end() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(ring.get(ring.end() - 1).endNanos());
    }

    /** Returns the windows within that time before {@code now}, oldest first. */
    public synchronized List<Window> last(Duration length, long now) {
        List<Window> last = new ArrayList<>();
        for (long number = first(length, now); number < ring.end(); number++) {
            last.add(ring.get(number));
        }
        return List.copyOf(last);
    }

    /** Returns the sum of the windows within that time before {@code now}; empty ones count for their time. */
    public synchronized Window over(Duration length, long now) {
        long first = first(length, now);
        if (first == ring.end()) {
            return new Window(Instant.EPOCH, now, now, new Tally());
        }
        return sums.computeIfAbsent(length, asked -> new SlidingSum()).over(ring, first, ring.end());
    }

    /** Returns about how much memory windows and sums take. */
    public synchronized long footprintBytes() {
        return ring.footprintBytes()
                + sums.values().stream().mapToLong(SlidingSum::footprintBytes).sum();
    }

    private long first(Duration length, long now) {
        if (ring.end() == 0) {
            return 0;
        }
        long newest = ring.get(ring.end() - 1).endNanos();
        if (now - newest <= OVERDUE) {
            // The newest belongs to any length, also when a pause made it long.
            return Math.min(ring.end() - 1, ring.firstAfter(newest - length.toNanos()));
        }
        return ring.firstAfter(now - length.toNanos());
    }

    private static @Nullable Throwable tell(Consumer<Window> listener, Window window) {
        return CompletableFuture.completedFuture(window)
                .thenAccept(listener)
                .<@Nullable Throwable>handle((done, failure) -> failure)
                .join();
    }

    /** The newest windows, each by its number since the start. Not threadsafe. */
    private static final class RingBuffer {

        private final @Nullable Window[] windows;
        private long end;

        RingBuffer(int capacity) {
            windows = new @Nullable Window[capacity];
        }

        void add(Window window) {
            windows[(int) (end % windows.length)] = window;
            end++;
        }

        /** Returns the number of the oldest window that is kept. */
        long begin() {
            return Math.max(0, end - windows.length);
        }

        /** Returns the number that the next window will have. */
        long end() {
            return end;
        }

        /** Returns the window of that number, which must be kept. */
        Window get(long number) {
            Window window = number < begin() || number >= end ? null : windows[(int) (number % windows.length)];
            if (window == null) {
                throw new IndexOutOfBoundsException("window " + number + " of " + begin() + " to " + end);
            }
            return window;
        }

        /** Returns the number of the first window whose middle lies after that time. */
        long firstAfter(long nanos) {
            long low = begin();
            long high = end;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (get(middle).middleNanos() - nanos > 0) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        /** Returns about how much memory the windows take. */
        long footprintBytes() {
            long bytes = 0;
            for (long number = begin(); number < end; number++) {
                bytes += get(number).tally().footprintBytes();
            }
            return bytes;
        }
    }

    /**
     * A sum of consecutive windows that moves by adding what comes in and subtracting what drops out. Not threadsafe.
     */
    private static final class SlidingSum {

        private Tally sum = new Tally();
        private long from;
        private long to;
        private @Nullable Window published;

        /** Returns the sum of the windows numbered {@code newFrom} and above, below {@code newTo}; at least one. */
        Window over(RingBuffer ring, long newFrom, long newTo) {
            Window before = published;
            if (before != null && from == newFrom && to == newTo) {
                return before;
            }
            if (rebuildingIsCheaper(newFrom, newTo) || from < ring.begin()) {
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

        private boolean rebuildingIsCheaper(long newFrom, long newTo) {
            return Math.abs(newFrom - from) + Math.abs(newTo - to) >= newTo - newFrom;
        }

        /** Adds before it subtracts, so that nothing is subtracted that was not added. The sum may also move back. */
        private void move(RingBuffer ring, long newFrom, long newTo) {
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
            return sum.footprintBytes()
                    + (published == null ? 0 : published.tally().footprintBytes());
        }
    }
}
