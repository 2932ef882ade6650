package dev.faultline.load.pace;

import dev.faultline.wire.Require;

/**
 * A steady rate, and at the end of every period many arrivals at once. The area jumps there.
 *
 * @param base arrivals a second between the bursts; may be 0
 * @param size arrivals of a burst
 */
public record Bursts(double base, int size, long everyNanos, long lengthNanos) implements Profile {

    /** Checks the bounds. */
    public Bursts {
        Profile.check(base, base, lengthNanos);
        Require.between("size", size, 1, Integer.MAX_VALUE);
        Require.that(
                everyNanos > 0 && everyNanos <= lengthNanos,
                "everyNanos",
                "must be from 1 to the length " + lengthNanos,
                everyNanos);
    }

    @Override
    public double areaAt(long nanos) {
        long at = Math.min(nanos, lengthNanos);
        long periods = at / everyNanos;
        return periods * ofPeriod() + base * Area.seconds(at - periods * everyNanos);
    }

    @Override
    public long offsetOf(double area) {
        if (Area.none(area)) {
            return 0;
        }
        if (!Area.covers(areaAt(lengthNanos), area)) {
            return NEVER;
        }
        long periods = (long) (area / ofPeriod());
        long began = periods * everyNanos;
        if (Area.covers(periods * ofPeriod(), area)) {
            return began;
        }
        double within = area - periods * ofPeriod();
        boolean beforeTheBurst = Area.covers(base * Area.seconds(everyNanos), within);
        return Math.min(began + (beforeTheBurst ? Area.nanos(within / base, everyNanos) : everyNanos), lengthNanos);
    }

    /** Returns the mean over a period: within the moment of a burst there is no rate. */
    @Override
    public double rateAt(long nanos) {
        return nanos < lengthNanos ? base + size / Area.seconds(everyNanos) : 0;
    }

    private double ofPeriod() {
        return base * Area.seconds(everyNanos) + size;
    }
}
