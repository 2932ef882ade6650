package dev.faultline.load.plan;

import dev.faultline.load.pace.Bursts;
import dev.faultline.load.pace.Profile;
import dev.faultline.wire.Require;
import java.time.Duration;

/**
 * A steady rate, and many arrivals at once at the end of every period.
 *
 * @param rate arrivals a second between the bursts, 0 if not given
 * @param size arrivals of a burst; of Poisson arrivals their mean
 * @param every the period, at most the duration
 */
public record BurstStage(Double rate, int size, Duration every, Duration duration) implements Stage {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Fills in what was not given and checks the bounds. */
    public BurstStage {
        rate = rate == null ? 0.0 : rate;
        Require.between("rate", rate, 0, Demand.MAX_RATE);
        Require.between("duration", duration, SHORTEST, LONGEST);
        Require.between("every", every, SHORTEST, duration);
        Require.between("size", size, 1, Demand.MAX_RATE);
        double peak = peak(rate, size, every);
        Require.that(
                peak <= Demand.MAX_RATE,
                "size",
                "must make at most " + Demand.MAX_RATE + " arrivals in any second",
                Require.plain(peak));
    }

    @Override
    public Stage after(double before) {
        return this;
    }

    @Override
    public double endRate() {
        return rate;
    }

    @Override
    public double peakRate() {
        return peak(rate, size, every);
    }

    @Override
    public Profile profile() {
        return new Bursts(rate, size, every.toNanos(), duration.toNanos());
    }

    private static double peak(double rate, int size, Duration every) {
        return rate + size * Math.ceil(NANOS_PER_SECOND / every.toNanos());
    }
}
