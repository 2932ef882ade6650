package dev.faultline.load.pace;

/**
 * A rate that changes evenly. With {@code low} the smaller of the two rates, {@code s} the slope and {@code t} the time
 * from the end that has it, the area is {@code low t + s t²/2}. Inverted, {@code t = 2 a / (low + sqrt(low² + 2 s a))}:
 * the form of the quadratic's root that subtracts nothing (Press et al., Numerical Recipes, 3rd ed., 5.6). A falling
 * ramp is a rising one seen from its end: counted from its beginning, the last arrivals before a rate of 0 would lose
 * half of their digits.
 *
 * @param from arrivals a second at the beginning
 * @param to arrivals a second at the end
 */
public record Linear(double from, double to, long lengthNanos) implements Profile {

    /** Checks the bounds. */
    public Linear {
        Profile.check(from, to, lengthNanos);
    }

    @Override
    public double areaAt(long nanos) {
        long at = Math.min(nanos, lengthNanos);
        return rises() ? risen(at) : total() - risen(lengthNanos - at);
    }

    @Override
    public long offsetOf(double area) {
        if (Area.none(area)) {
            return 0;
        }
        if (!Area.covers(total(), area)) {
            return NEVER;
        }
        return rises() ? timeOf(area) : lengthNanos - timeOf(total() - area);
    }

    @Override
    public double rateAt(long nanos) {
        return nanos < lengthNanos ? from + (to - from) * nanos / lengthNanos : 0;
    }

    private boolean rises() {
        return to >= from;
    }

    private double low() {
        return Math.min(from, to);
    }

    private double slope() {
        return Math.abs(to - from) / Area.seconds(lengthNanos);
    }

    private double total() {
        return risen(lengthNanos);
    }

    private double risen(long nanos) {
        double seconds = Area.seconds(nanos);
        return seconds * (low() + slope() * seconds / 2);
    }

    private long timeOf(double area) {
        if (area <= 0) {
            return 0;
        }
        return Area.nanos(2 * area / (low() + Math.sqrt(low() * low() + 2 * slope() * area)), lengthNanos);
    }
}
