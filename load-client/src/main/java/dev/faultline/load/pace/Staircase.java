package dev.faultline.load.pace;

import dev.faultline.wire.Require;

/**
 * A rate that goes from one value to another in equal steps, up or down, and holds each for a while; the last step is
 * shorter if need be. In closed form, so that a million steps cost no memory.
 *
 * @param from arrivals a second at first
 * @param to arrivals a second at last
 * @param step by how much the rate changes, above 0
 */
public record Staircase(double from, double to, double step, long everyNanos) implements Profile {

    /** The most rates that a staircase goes through. */
    public static final int MAX_RATES = 1_000_000;

    /** Of a step: 0.3 / 0.1 is a little less than 3, and no fourth step. */
    private static final double ROUNDING = 1e-9;

    /** Checks the bounds. */
    public Staircase {
        Profile.check(from, to, everyNanos);
        double rates = rates(from, to, step);
        Require.that(
                step > 0 && rates <= MAX_RATES,
                "step",
                "must be above 0, and lead there in " + MAX_RATES + " steps at most",
                Require.plain(step));
        Require.that(
                everyNanos > 0 && rates * everyNanos < NEVER,
                "everyNanos",
                "must be above 0 and end in time",
                everyNanos);
    }

    /** Returns how many rates such a staircase goes through, both ends included. */
    public static double rates(double from, double to, double step) {
        return 1 + Math.ceil(Math.abs(to - from) / step - ROUNDING);
    }

    @Override
    public long lengthNanos() {
        return (last() + 1) * everyNanos;
    }

    @Override
    public double areaAt(long nanos) {
        long at = Math.min(nanos, lengthNanos());
        long stair = at / everyNanos;
        return stair > last()
                ? areaBefore(stair)
                : areaBefore(stair) + rateOf(stair) * Area.seconds(at - stair * everyNanos);
    }

    @Override
    public long offsetOf(double area) {
        if (Area.none(area)) {
            return 0;
        }
        if (!Area.covers(areaBefore(last() + 1), area)) {
            return NEVER;
        }
        long stair = stairOf(area);
        double within = area - areaBefore(stair);
        return stair * everyNanos + (within <= 0 ? 0 : Area.nanos(within / rateOf(stair), everyNanos));
    }

    @Override
    public double rateAt(long nanos) {
        return nanos < lengthNanos() ? rateOf(nanos / everyNanos) : 0;
    }

    private long last() {
        return (long) rates(from, to, step) - 1;
    }

    private double rateOf(long stair) {
        return stair == last() ? to : from + stair * signedStep();
    }

    private double signedStep() {
        return to >= from ? step : -step;
    }

    private double areaBefore(long stair) {
        if (stair > last()) {
            return areaBefore(last()) + to * Area.seconds(everyNanos);
        }
        return Area.seconds(everyNanos) * stair * (from + signedStep() * (stair - 1) / 2);
    }

    /** Returns the first stair by whose end the area is reached; one that holds nothing never is. */
    private long stairOf(double area) {
        long low = 0;
        long high = last();
        while (low < high) {
            long middle = (low + high) / 2;
            if (Area.covers(areaBefore(middle + 1), area)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
