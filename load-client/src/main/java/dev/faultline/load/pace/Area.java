package dev.faultline.load.pace;

/**
 * Areas are sums and products of floating-point numbers: the third arrival of a stage may come out as the 2.9999999999th.
 * What is off by less than a billionth of an arrival, or by a millionth of a millionth of all, is not off.
 */
final class Area {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double ABSOLUTE = 1e-9;
    private static final double RELATIVE = 1e-12;

    private Area() {}

    /** Returns whether that many arrivals in all hold the one that is due at {@code area}. */
    static boolean covers(double total, double area) {
        return area <= total + ABSOLUTE + RELATIVE * total;
    }

    /** Returns whether the arrival is due at the very beginning. */
    static boolean none(double area) {
        return covers(0, area);
    }

    static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }

    /** Returns the nearest nanosecond, at most that one. */
    static long nanos(double seconds, long atMost) {
        return Math.min(Math.round(seconds * NANOS_PER_SECOND), atMost);
    }
}
