package dev.faultline.injector.decide;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many requests are held back at present, over all event loops, and how many could not be. Threadsafe. */
public final class ActiveFaults {

    private final AtomicInteger active = new AtomicInteger();
    private final LongAdder overflows = new LongAdder();

    /** Takes one of {@code max} places; if none is free, counts an overflow and returns false. */
    public boolean enter(int max) {
        if (active.incrementAndGet() <= max) {
            return true;
        }
        active.decrementAndGet();
        overflows.increment();
        return false;
    }

    /** Gives a place back. */
    public void leave() {
        active.decrementAndGet();
    }

    /** Returns how many places are taken; for a moment, one that is refused counts too. */
    public int count() {
        return active.get();
    }

    /** Returns how often no place was free. */
    public long overflows() {
        return overflows.sum();
    }
}
