package dev.faultline.load.plan;

import dev.faultline.load.pace.Linear;
import dev.faultline.load.pace.Profile;
import dev.faultline.wire.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rate that changes evenly.
 *
 * @param from arrivals a second at its beginning; where the stage before ended if not given, 0 for the first
 * @param to arrivals a second at its end
 */
public record RampStage(@Nullable Double from, double to, Duration duration) implements Stage {

    /** Checks the bounds. */
    public RampStage {
        if (from != null) {
            Require.between("from", from, 0, Demand.MAX_RATE);
        }
        Require.between("to", to, 0, Demand.MAX_RATE);
        Require.between("duration", duration, SHORTEST, LONGEST);
    }

    @Override
    public Stage after(double before) {
        return from == null ? new RampStage(before, to, duration) : this;
    }

    @Override
    public double endRate() {
        return to;
    }

    @Override
    public double peakRate() {
        return Math.max(begin(), to);
    }

    @Override
    public Profile profile() {
        return new Linear(begin(), to, duration.toNanos());
    }

    private double begin() {
        return from == null ? 0 : from;
    }
}
