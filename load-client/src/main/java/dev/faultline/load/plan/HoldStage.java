package dev.faultline.load.plan;

import dev.faultline.load.pace.Flat;
import dev.faultline.load.pace.Profile;
import dev.faultline.wire.Require;
import java.time.Duration;

/**
 * A rate that stays.
 *
 * @param rate arrivals a second; 0 is a pause
 */
public record HoldStage(double rate, Duration duration) implements Stage {

    /** Checks the bounds. */
    public HoldStage {
        Require.between("rate", rate, 0, Demand.MAX_RATE);
        Require.between("duration", duration, SHORTEST, LONGEST);
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
        return rate;
    }

    @Override
    public Profile profile() {
        return new Flat(rate, duration.toNanos());
    }
}
