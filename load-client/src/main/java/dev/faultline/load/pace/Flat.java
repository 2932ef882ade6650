package dev.faultline.load.pace;

/**
 * A rate that stays.
 *
 * @param perSecond 0 is a pause
 */
public record Flat(double perSecond, long lengthNanos) implements Profile {

    /** Checks the bounds. */
    public Flat {
        Profile.check(perSecond, perSecond, lengthNanos);
    }

    @Override
    public double areaAt(long nanos) {
        return perSecond * Math.min(nanos, lengthNanos) / 1e9;
    }

    @Override
    public long offsetOf(double area) {
        if (Area.none(area)) {
            return 0;
        }
        return Area.covers(areaAt(lengthNanos), area) ? Area.nanos(area / perSecond, lengthNanos) : NEVER;
    }

    @Override
    public double rateAt(long nanos) {
        return nanos < lengthNanos ? perSecond : 0;
    }
}
