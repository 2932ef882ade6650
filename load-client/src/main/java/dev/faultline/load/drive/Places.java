package dev.faultline.load.drive;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests are under way, over all plans: a change of plan must not double what a slow target holds. Taken and
 * given back on the loop, read by whoever asks.
 */
final class Places {

    private final AtomicInteger taken = new AtomicInteger();

    /** Takes a place, unless that many are taken. */
    boolean take(int most) {
        if (taken.get() >= most) {
            return false;
        }
        taken.incrementAndGet();
        return true;
    }

    /** Gives a place back. */
    void leave() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }
}
