package dev.faultline.load.experiment;

import java.time.Instant;
import java.util.List;

/**
 * When what happened in an experiment. Immutable.
 *
 * @param since when the seconds of all of it began to count, by the clock on the wall: when the experiment began, or when
 *     another process took it up
 * @param states those that it was in, in order, without gaps
 * @param steps what became of those of the method that were begun, of a sweep at each level, in order; the latest 1,000
 * @param stepsLeftOut how many were begun before those
 * @param timeline how it went, second by second
 */
public record Chronicle(
        Instant since, List<Passed> states, List<StepResult> steps, int stepsLeftOut, List<Moment> timeline) {

    /** Copies the lists. */
    public Chronicle {
        states = List.copyOf(states);
        steps = List.copyOf(steps);
        timeline = List.copyOf(timeline);
    }
}
