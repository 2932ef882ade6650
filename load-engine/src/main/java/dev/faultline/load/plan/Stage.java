package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.faultline.load.schedule.RateProfile;
import dev.faultline.load.schedule.RateProfile.BurstRate;
import dev.faultline.load.schedule.RateProfile.ConstantRate;
import dev.faultline.load.schedule.RateProfile.RampRate;
import dev.faultline.load.schedule.RateProfile.StepRate;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A part of a load over which the rate stays or changes. In a plan a stage without a {@code type} is a {@code hold}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Stage.TYPE)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Stage.Hold.class, name = Stage.HOLD),
    @JsonSubTypes.Type(value = Stage.Ramp.class, name = "ramp"),
    @JsonSubTypes.Type(value = Stage.Steps.class, name = "steps"),
    @JsonSubTypes.Type(value = Stage.Burst.class, name = "burst")
})
public sealed interface Stage {

    /** The field that says which kind of stage it is. */
    String TYPE = "type";

    /** What a stage is that does not say so. */
    String HOLD = "hold";

    /** The shortest that a stage, and what repeats within one, may last. */
    Duration SHORTEST = Duration.ofMillis(1);

    /** The longest that a load may be planned for. */
    Duration LONGEST = Duration.ofDays(30);

    /** Returns how long it lasts. */
    Duration duration();

    /** Returns this stage with what it takes over from the one before, which ended at that many arrivals a second. */
    default Stage after(double rate) {
        return this;
    }

    /** Returns the arrivals a second at its end. */
    double endRate();

    /** Returns the most arrivals that are due within any one second. */
    double peakRate();

    /** Returns the rate over its time; only of a stage in a plan, which has taken over what it needs. */
    RateProfile profile();

    /**
     * A rate that stays.
     *
     * @param rate arrivals a second; 0 is a pause
     */
    record Hold(
            @JsonDeserialize(using = Rates.Required.class) double rate, Duration duration) implements Stage {

        /** Checks the bounds. */
        public Hold {
            Require.between("rate", rate, 0, Demand.MAX_RATE);
            Require.between("duration", duration, SHORTEST, LONGEST);
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
        public RateProfile profile() {
            return new ConstantRate(rate, duration.toNanos());
        }
    }

    /**
     * A rate that changes evenly.
     *
     * @param from arrivals a second at its beginning; where the stage before ended if not given, 0 for the first
     * @param to arrivals a second at its end
     */
    record Ramp(
            @JsonDeserialize(using = Rates.Deserializer.class) @Nullable
            Double from,

            @JsonDeserialize(using = Rates.Required.class) double to,

            Duration duration)
            implements Stage {

        /** Checks the bounds. */
        public Ramp {
            if (from != null) {
                Require.between("from", from, 0, Demand.MAX_RATE);
            }
            Require.between("to", to, 0, Demand.MAX_RATE);
            Require.between("duration", duration, SHORTEST, LONGEST);
        }

        @Override
        public Stage after(double before) {
            return from == null ? new Ramp(before, to, duration) : this;
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
        public RateProfile profile() {
            return new RampRate(begin(), to, duration.toNanos());
        }

        private double begin() {
            return from == null ? 0 : from;
        }
    }

    /**
     * A rate that goes from one value to another in steps, up or down; the last step is shorter if need be.
     *
     * @param from arrivals a second at first
     * @param to arrivals a second at last
     * @param step by how much the rate changes, above 0 whichever way it goes
     * @param every how long each rate is held
     */
    record Steps(
            @JsonDeserialize(using = Rates.Required.class) double from,

            @JsonDeserialize(using = Rates.Required.class) double to,

            @JsonDeserialize(using = Rates.Required.class) double step,

            Duration every)
            implements Stage {

        private static final double SMALLEST_STEP = 0.001;

        /** Checks the bounds. */
        public Steps {
            Require.between("from", from, 0, Demand.MAX_RATE);
            Require.between("to", to, 0, Demand.MAX_RATE);
            Require.between("step", step, SMALLEST_STEP, Demand.MAX_RATE);
            double rates = StepRate.rates(from, to, step);
            Require.that(
                    rates <= StepRate.MAX_RATES,
                    "step",
                    "must get there in at most " + StepRate.MAX_RATES + " steps",
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
        public double endRate() {
            return to;
        }

        @Override
        public double peakRate() {
            return Math.max(from, to);
        }

        @Override
        public RateProfile profile() {
            return new StepRate(from, to, step, every.toNanos());
        }
    }

    /**
     * A steady rate, and many arrivals at once at the end of every period.
     *
     * @param rate arrivals a second between the bursts, 0 if not given
     * @param size arrivals of a burst; of Poisson arrivals their mean
     * @param every the period, at most the duration
     */
    record Burst(
            @JsonDeserialize(using = Rates.Deserializer.class)
            Double rate,

            int size,
            Duration every,
            Duration duration) implements Stage {

        /** Fills in what was not given and checks the bounds. */
        public Burst {
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
        public double endRate() {
            return rate;
        }

        @Override
        public double peakRate() {
            return peak(rate, size, every);
        }

        @Override
        public RateProfile profile() {
            return new BurstRate(rate, size, every.toNanos(), duration.toNanos());
        }

        private static double peak(double rate, int size, Duration every) {
            return rate + size * Math.ceil(1e9 / every.toNanos());
        }
    }
}
