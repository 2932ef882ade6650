package dev.faultline.load.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.PhaseResult;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.slo.Check;
import java.time.Instant;
import java.util.List;

/** What is told of an experiment. The JSON report is this record; the others are made from it. */
public record Report(
        String id,
        Verdict verdict,
        Instant started,
        Instant ended,
        List<Phase> phases,
        List<Undone> undone,
        Experiment experiment) {

    /** What was seen in one phase, and what was asked of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Phase(State phase, Summary summary, List<Check> checks) {

        /** Returns what tables call the phase. */
        public String title() {
            return switch (phase) {
                case BASELINE -> "baseline";
                case INJECT -> "injected";
                case VERIFY -> "after rollback";
                case WARMUP, ROLLBACK, DONE -> phase.wire();
            };
        }

        private static Phase of(PhaseResult result) {
            return new Phase(result.state(), Summary.of(result.tally(), result.seconds()), result.checks());
        }
    }

    /** Returns the report of that result. */
    public static Report of(ExperimentResult result) {
        return new Report(
                result.id(),
                result.verdict(),
                result.started(),
                result.ended(),
                result.phases().stream().map(Phase::of).toList(),
                result.undone(),
                result.experiment());
    }

    /** Returns the verdict as one sentence, such as {@code pass: ...}. */
    public String sentence() {
        return verdict.outcome().wire() + ": " + verdict.reason();
    }
}
