package dev.faultline.load.measure;

import org.HdrHistogram.Histogram;

/** Recorded times, in nanoseconds. What is packed can only be read. */
sealed interface Times permits OpenTimes, PackedTimes {

    /** Records one. */
    void record(long nanos);

    /** Adds all that others hold. */
    void add(Times others);

    /** Takes away all that others hold, which must have been added before. */
    void subtract(Times others);

    /** Forgets all, but keeps the room that they took. */
    void reset();

    /** Returns how many there are. */
    long count();

    /** Returns them to be read, not to be written; what is packed is unpacked. */
    Histogram histogram();

    /** Returns a copy that is small to keep. */
    Times packed();

    /** Returns about how much memory they take. */
    long footprintBytes();
}
