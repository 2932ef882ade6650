package dev.faultline.load.plan;

import dev.faultline.load.pace.Profile;
import dev.faultline.load.pace.Staircase;
import dev.faultline.wire.Durations;
import dev.faultline.wire.Require;
import java.time.Duration;

/**
 * A rate that goes from one value to another in steps, up or down; the last step is shorter if need be.
 *
 * @param from arrivals a second at first
 * @param to arrivals a second at last
 * @param step by how much the rate changes, above 0 whichever way it goes
 * @param every how long each rate is held
 */
public record StepsStage(double from, double to, double step, Duration every) implements Stage {

    private static final double SMALLEST = 0.001;

    /** Checks the bounds. */
    public StepsStage {
        Require.between("from", from, 0, Demand.MAX_RATE);
        Require.between("to", to, 0, Demand.MAX_RATE);
        Require.between("step", step, SMALLEST, Demand.MAX_RATE);
        double rates = Staircase.rates(from, to, step);
        Require.that(
                rates <= Staircase.MAX_RATES,
                "step",
                "must lead there in " + Staircase.MAX_RATES + " steps at most",
                Require.plain(step));
        Require.between("every", every, SHORTEST, LONGEST);
        Require.that(
                rates * every.toNanos() <= LONGEST.toNanos(),
                "every",
                "must let all " + Require.plain(rates) + " steps end within " + Durations.format(LONGEST),
                Durations.format(every));
    }

    @Override
    public Duration duration() {
        return Duration.ofNanos(profile().lengthNanos());
    }

    @Override
    public Stage after(double before) {
        return this;
    }

    @Override
    public double endRate() {
        return to;
    }

    @Override
    public double peakRate() {
        return Math.max(from, to);
    }

    @Override
    public Profile profile() {
        return new Staircase(from, to, step, every.toNanos());
    }
}
