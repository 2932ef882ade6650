package dev.faultline.load.pace;

import dev.faultline.wire.Require;
import java.util.random.RandomGenerator;

/**
 * Arrivals of many independent callers: the gaps are exponential with mean 1 / rate, drawn by inversion,
 * {@code -ln(1 - u) / rate} (Devroye, Non-Uniform Random Variate Generation, II.2).
 */
public final class PoissonPace implements Pace {

    private final double nanosPerArrival;
    private final RandomGenerator random;
    private double elapsedNanos;

    /** Paces {@code perSecond} arrivals a second on average; must be above zero. */
    public PoissonPace(double perSecond, RandomGenerator random) {
        Require.that(perSecond > 0, "rate", "must be above 0", perSecond);
        this.nanosPerArrival = 1e9 / perSecond;
        this.random = random;
    }

    @Override
    public long nextNanos() {
        elapsedNanos -= Math.log1p(-random.nextDouble()) * nanosPerArrival;
        return (long) elapsedNanos;
    }
}
