package dev.faultline.load.pace;

import dev.faultline.wire.Require;

/**
 * How many arrivals are asked for over time: the area under the rate. Immutable and pure; offsets are nanoseconds from
 * the profile's own beginning, exact to the nearest one after days as after seconds: every area is a product, none the
 * sum of many small ones.
 */
public sealed interface Profile permits Flat, Linear, Staircase, Bursts, Sequence {

    /** A length, or an offset, that is never reached. */
    long NEVER = Long.MAX_VALUE;

    /** Returns how long it lasts; {@link #NEVER} if it has no end. */
    long lengthNanos();

    /** Returns the arrivals asked for from the beginning to that offset; 0 at the beginning, never decreasing. */
    double areaAt(long nanos);

    /**
     * Returns the first offset by which that many arrivals are asked for, to the nearest nanosecond; {@link #NEVER} if
     * that is never.
     */
    long offsetOf(double area);

    /** Returns the arrivals a second that are asked for at that offset; 0 from the end on. */
    double rateAt(long nanos);

    /** Throws unless the rate is finite and not below 0. */
    private static void rate(String field, double perSecond) {
        Require.between(field, perSecond, 0, Double.MAX_VALUE);
    }

    /** Throws unless rates are finite and not below 0, and the length is above 0. */
    static void check(double from, double to, long lengthNanos) {
        rate("from", from);
        rate("to", to);
        Require.that(lengthNanos > 0, "lengthNanos", "must be above 0", lengthNanos);
    }
}
