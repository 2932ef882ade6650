package dev.faultline.injector.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** So many at the same time, and no more. */
final class InFlight implements Gate {

    /** When a place will be free nobody knows; a second is the shortest that Retry-After can say. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final int max;
    private final AtomicInteger count = new AtomicInteger();

    InFlight(int max) {
        this.max = max;
    }

    @Override
    public boolean enter(Instant now) {
        while (true) {
            int before = count.get();
            if (before >= max) {
                return false;
            }
            if (count.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    @Override
    public void leave() {
        count.decrementAndGet();
    }

    @Override
    public Duration retryAfter(Instant now) {
        return RETRY;
    }
}
