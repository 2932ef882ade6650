package dev.faultline.experiment.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.experiment.model.Method;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When what happened in an experiment. Immutable.
 *
 * @param since when the seconds of all of it began to count, by the clock on the wall: when the experiment began, or when
 *     another process took it up
 * @param states those that it was in, in order, without gaps
 * @param steps what became of those of the method that were begun, of a sweep at each level, in order; the latest 1,000
 * @param stepsLeftOut how many were begun before those
 * @param changes what other hands did to what it rests on, in order
 * @param points how the load went, second by second
 */
public record Timeline(
        Instant since,
        List<StateInterval> states,
        List<StepResult> steps,
        int stepsLeftOut,
        List<Change> changes,
        @JsonProperty("timeline") List<Point> points) {

    /** Copies the lists. */
    public Timeline {
        states = List.copyOf(states);
        steps = List.copyOf(steps);
        changes = List.copyOf(changes);
        points = List.copyOf(points);
    }

    /**
     * Something that the verdict rests on did not stay as it was.
     *
     * @param at seconds from {@link Timeline#since()} to when it was noticed, a second after it happened at most
     * @param what as a clause, such as {@code the fault plan was replaced by 10.0.0.7}
     */
    public record Change(double at, String what) {}

    /**
     * What became of a step that was begun.
     *
     * @param index its place in the method, from 0 on
     * @param level the level of the sweep that it was done at; null without one
     * @param from seconds from {@link Timeline#since()} to its begin
     * @param to seconds to its end
     * @param reason what it found, or why it did not get to its end; null if it was done and there is nothing to tell
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepResult(
            int index,
            @Nullable Double level,
            double from,
            double to,
            End end,
            @Nullable String reason) {

        /** Checks that it does not end before it begins, and that what went wrong is told. */
        public StepResult {
            Require.between("index", index, 0, Method.MAX_STEPS - 1.0);
            Require.between("from", from, 0, Double.MAX_VALUE);
            Require.between("to", to, from, Double.MAX_VALUE);
            Require.present("end", end);
            Require.that(end == End.DONE || reason != null, "reason", "must be given unless it is done", "nothing");
        }

        /** How a step ended. */
        public enum End {
            /** It got to its end; what it checked is met. */
            DONE,
            /** The figures can't say whether what it checked is met; the method went on. */
            UNDECIDED,
            /** What it checked is violated. */
            VIOLATED,
            /** What it steers did not obey. */
            FAILED,
            /** The experiment was to end meanwhile. */
            CUT_SHORT;

            /** Returns the name in JSON and reports. */
            @JsonValue
            public String wire() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }

            /** Returns how a check ends that has found this. */
            public static End of(ThresholdCheck.Ruling ruling) {
                return switch (ruling) {
                    case MET -> DONE;
                    case VIOLATED -> VIOLATED;
                    case UNDECIDED, NOT_APPLICABLE -> UNDECIDED;
                };
            }
        }
    }

    /**
     * What ended within a second or some of an experiment, for its timeline.
     *
     * @param at seconds from {@link Timeline#since()} to the end of the moment
     * @param seconds its length
     * @param state where the experiment was half way through it
     * @param rate attempts a second that ended
     * @param successRate null if none ended
     * @param p50 milliseconds from the intended time, of the attempts that were answered; null if none was
     * @param p95 the same
     * @param p99 the same
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(
            double at,
            double seconds,
            State state,
            double rate,
            @Nullable Double successRate,
            @Nullable Double p50,
            @Nullable Double p95,
            @Nullable Double p99) {}

    /**
     * A state that an experiment was in.
     *
     * @param from seconds from {@link Timeline#since()} to when it was entered
     * @param to seconds to when it was left, or to the end of what is known
     */
    public record StateInterval(State state, double from, double to) {

        /** Checks that it does not end before it begins. */
        public StateInterval {
            Require.present("state", state);
            Require.between("from", from, 0, Double.MAX_VALUE);
            Require.between("to", to, from, Double.MAX_VALUE);
        }
    }
}
