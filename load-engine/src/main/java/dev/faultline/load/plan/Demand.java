package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.faultline.load.schedule.InterArrival;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.load.schedule.RateProfile;
import dev.faultline.load.schedule.RateProfile.ConstantRate;
import dev.faultline.load.schedule.RateProfile.StagedRate;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How much load: exactly one of {@code rate}, {@code stages} and {@code concurrency}.
 *
 * @param rate arrivals a second, from 0.001 to {@value #MAX_RATE}: an open loop
 * @param arrival how arrivals spread over time, constant if not given; null for a closed loop, where nothing arrives
 * @param stages how the rate changes over time, at most {@value #MAX_STAGES} and 30 days; the load ends with the last:
 *     an open loop
 * @param concurrency callers that each send their next request when the last was answered, from 1 to
 *     {@value #MAX_CONCURRENCY}: a closed loop, whose percentiles hide what a stall does to those who would have called
 */
public record Demand(
        @JsonDeserialize(using = Rates.Deserializer.class) @Nullable
        Double rate,

        @Nullable Arrival arrival,
        @Nullable List<Stage> stages,
        @Nullable Integer concurrency) {

    /** What hundreds of senders send together; what one process may is bounded by a setting. */
    public static final int MAX_RATE = 1_000_000;

    /** The lowest rate: an arrival in a quarter of an hour. */
    public static final double MIN_RATE = 0.001;

    /** More callers than connections would only wait for each other. */
    static final int MAX_CONCURRENCY = 10_000;

    private static final int MAX_STAGES = 1_000;

    /** Fills in what was not given and checks the bounds. */
    public Demand {
        exactlyOne(rate, stages, concurrency);
        if (rate != null) {
            Require.between("rate", rate, MIN_RATE, MAX_RATE);
        }
        if (stages != null) {
            stages = joined(LoadPlan.elements("stages", stages, MAX_STAGES));
        }
        if (concurrency != null) {
            Require.between("concurrency", concurrency, 1, MAX_CONCURRENCY);
            Require.that(
                    arrival == null, "arrival", "must not be given with concurrency, where nothing arrives", "given");
        } else {
            arrival = arrival == null ? Arrival.CONSTANT : arrival;
        }
    }

    /** Returns an open loop of that many arrivals a second. */
    public static Demand of(double rate, Arrival arrival) {
        return new Demand(rate, arrival, null, null);
    }

    /** Returns whether callers wait for their answers: then there are no arrivals. */
    public boolean closed() {
        return concurrency != null;
    }

    /**
     * Returns the rate over time.
     *
     * @param lengthNanos when the load ends at the latest; {@link RateProfile#NEVER} for no end
     * @throws IllegalStateException if this is a closed loop, which has none
     */
    public RateProfile profile(long lengthNanos) {
        if (stages != null) {
            return StagedRate.of(stages.stream().map(Stage::profile).toList(), lengthNanos);
        }
        if (rate == null) {
            throw new IllegalStateException("a closed loop has no arrivals");
        }
        return new ConstantRate(rate, lengthNanos);
    }

    /**
     * Returns the gaps between its arrivals.
     *
     * @throws IllegalStateException if this is a closed loop, which has none
     */
    public InterArrival gaps(NumberedRandom random) {
        if (arrival == null) {
            throw new IllegalStateException("a closed loop has no arrivals");
        }
        return arrival.gaps(random);
    }

    private static void exactlyOne(@Nullable Double rate, @Nullable List<Stage> stages, @Nullable Integer concurrency) {
        List<String> given = Stream.of(
                        rate == null ? "" : "rate",
                        stages == null ? "" : "stages",
                        concurrency == null ? "" : "concurrency")
                .filter(name -> !name.isEmpty())
                .toList();
        Require.that(!given.isEmpty(), "rate", "must be given, or else stages or concurrency", "nothing");
        Require.that(
                given.size() == 1,
                given.get(0),
                "must be the only one of rate, stages and concurrency; in a patch, null removes one",
                String.join(" and ", given));
    }

    /** Returns the stages, each with what it takes over from the one before. */
    private static List<Stage> joined(List<Stage> stages) {
        List<Stage> joined = new ArrayList<>(stages.size());
        double before = 0;
        Duration sum = Duration.ZERO;
        for (Stage stage : stages) {
            Stage next = stage.after(before);
            joined.add(next);
            before = next.endRate();
            sum = sum.plus(next.duration());
        }
        Require.that(
                sum.compareTo(Stage.LONGEST) <= 0,
                "stages",
                "must last at most " + Durations.format(Stage.LONGEST) + " in total",
                Durations.format(sum));
        return List.copyOf(joined);
    }

    /** How arrivals spread over time. */
    public enum Arrival {
        /** At equal intervals. */
        @JsonProperty("constant")
        CONSTANT,
        /** As from many independent callers: a Poisson process. */
        @JsonProperty("poisson")
        POISSON;

        /** Returns the gaps between arrivals. */
        public InterArrival gaps(NumberedRandom random) {
            return this == CONSTANT ? InterArrival.CONSTANT : InterArrival.poisson(random);
        }
    }
}
