package dev.faultline.load.pace;

import dev.faultline.wire.Require;

/** Arrivals at equal distances: the k-th, from one, is due k / rate after the start. */
public final class ConstantPace implements Pace {

    private final double nanosPerArrival;
    private long arrivals;

    /** Paces {@code perSecond} arrivals a second; must be above zero. */
    public ConstantPace(double perSecond) {
        Require.that(perSecond > 0, "rate", "must be above 0", perSecond);
        this.nanosPerArrival = 1e9 / perSecond;
    }

    // The product, not a running sum: rounding must not add up to a drift over days.
    @Override
    public long nextNanos() {
        return (long) (++arrivals * nanosPerArrival);
    }
}
