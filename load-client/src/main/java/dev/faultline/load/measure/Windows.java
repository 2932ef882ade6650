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
 * The last windows of a bounded count, and their sums over the lengths that are asked for. Threadsafe; what is returned
 * is not written any more. An event loop should not ask: a sum walks through thousands of counters.
 *
 * <p>Windows are about a second long. Looking back begins at the end of the newest, so that it does not matter at which
 * moment between two of them one asks; only when that is so old that the next is overdue, it begins now. A window
 * belongs to a length when its middle does.
 */
public final class Windows {

    /** Two pollers of three lengths each, and some to spare. */
    static final int LENGTHS = 8;

    /** After this the next window is overdue. */
    private static final long OVERDUE = TimeUnit.SECONDS.toNanos(2);

    private final List<Consumer<Window>> listeners = new CopyOnWriteArrayList<>();
    private final Ring ring;
    private final Map<Duration, StandingSum> sums = new LinkedHashMap<>(LENGTHS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Duration, StandingSum> eldest) {
            return size() > LENGTHS;
        }
    };

    /** Keeps at most {@code capacity} windows. */
    public Windows(int capacity) {
        ring = new Ring(capacity);
    }

    /**
     * Adds the newest window, drops the oldest beyond the capacity, and tells all that listen.
     *
     * @throws IllegalStateException if some of them failed; the others were told nevertheless
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
            IllegalStateException failed =
                    new IllegalStateException("who listened to the windows failed", failures.get(0));
            failures.subList(1, failures.size()).forEach(failed::addSuppressed);
            throw failed;
        }
    }

    /** Calls the listener with each window that is added, on the thread that adds it; run the result to end that. */
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
        return sums.computeIfAbsent(length, asked -> new StandingSum()).over(ring, first, ring.end());
    }

    /** Returns about how much memory windows and sums take. */
    public synchronized long footprintBytes() {
        return ring.footprintBytes()
                + sums.values().stream().mapToLong(StandingSum::footprintBytes).sum();
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
}
