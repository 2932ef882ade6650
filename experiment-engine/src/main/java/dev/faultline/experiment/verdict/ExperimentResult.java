package dev.faultline.experiment.verdict;

import dev.faultline.experiment.model.Experiment;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of an experiment that is over. Immutable.
 *
 * @param timeline when what happened
 * @param curve what a sweep found; null without one
 */
public record ExperimentResult(
        String id,
        Experiment experiment,
        Span span,
        List<Phase> phases,
        Timeline timeline,
        @Nullable Curve curve,
        List<Undone> undone,
        Verdict verdict) {

    /** From when to when, by the clock on the wall. */
    public record Span(Instant started, Instant ended) {}

    /**
     * What was seen in one phase.
     *
     * @param seconds how long attempts were due in it
     * @param tally what became of them
     * @param control what became of the control slice meanwhile; null without one
     * @param checks what was asked of them
     */
    public record Phase(
            State state,
            double seconds,
            Tally tally,
            @Nullable Tally control,
            List<ThresholdCheck> checks) {

        /** Returns whether everything that was asked of it is met. */
        public boolean isHealthy() {
            return checks.stream().allMatch(check -> check.ruling() == ThresholdCheck.Ruling.MET);
        }

        /** Returns what is not met, and why. */
        public String failures() {
            return checks.stream()
                    .filter(check -> check.ruling() != ThresholdCheck.Ruling.MET)
                    .map(ThresholdCheck::because)
                    .collect(Collectors.joining("; "));
        }

        /** Returns what thresholds are judged on. */
        public TimedTally observation() {
            return new TimedTally(tally, seconds);
        }
    }
}
