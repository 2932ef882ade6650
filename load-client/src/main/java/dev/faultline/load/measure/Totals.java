package dev.faultline.load.measure;

import java.util.concurrent.atomic.AtomicLongArray;

/** Attempts by class since the start of the process. Threadsafe. */
@SuppressWarnings("EnumOrdinal") // an index in memory, on the hot path; nothing is stored or sent by it
public final class Totals {

    private final AtomicLongArray counts = new AtomicLongArray(ResultClass.values().length);

    /** Counts one attempt. */
    public void count(ResultClass resultClass) {
        counts.incrementAndGet(resultClass.ordinal());
    }

    /** Returns how many attempts ended in that class. */
    public long of(ResultClass resultClass) {
        return counts.get(resultClass.ordinal());
    }
}
