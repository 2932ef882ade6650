package dev.faultline.load.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests are in flight, over all plans: a change of plan must not double what a slow target holds. Changed
 * on the loop, read from any thread.
 */
final class InFlightLimiter {

    private final AtomicInteger inFlight = new AtomicInteger();

    /** Counts one more, unless that many are in flight. */
    boolean tryAcquire(int most) {
        if (inFlight.get() >= most) {
            return false;
        }
        inFlight.incrementAndGet();
        return true;
    }

    /** Counts one less. */
    void release() {
        inFlight.decrementAndGet();
    }

    int inFlight() {
        return inFlight.get();
    }
}
