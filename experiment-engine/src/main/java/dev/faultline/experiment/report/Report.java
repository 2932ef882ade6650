package dev.faultline.experiment.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.ThresholdCheck;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an experiment. The JSON report is this record; the others are made from it. Times are milliseconds,
 * shares are from 0 to 1. Immutable.
 *
 * @param span from when to when; at the top of the document
 * @param course what was seen; at the top of the document
 * @param undone what became of the rollback
 * @param experiment the exact document, with its configuration filled in
 */
public record Report(
        String id,
        Verdict verdict,
        Versions versions,
        @JsonUnwrapped ExperimentResult.Span span,
        @JsonUnwrapped Course course,
        List<Undone> undone,
        Experiment experiment) {

    /**
     * What an experiment was run with.
     *
     * @param faultline the version of this program
     * @param java the runtime and its version
     * @param os the operating system, its version and the processor's kind
     */
    public record Versions(String faultline, String java, String os) {

        /** Returns the versions around this process, which is that version of Faultline. */
        public static Versions here(String faultline) {
            return new Versions(
                    faultline,
                    property("java.vm.name") + " " + property("java.runtime.version"),
                    property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        }

        private static String property(String name) {
            return System.getProperty(name, "unknown");
        }
    }

    /**
     * How it went.
     *
     * @param timeline when what happened; among the fields of the course
     * @param curve what a sweep found; null without one
     * @param rehearsal whether a learned plan was like what it was learned from; null without one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Course(
            List<Phase> phases,
            @JsonUnwrapped Timeline timeline,
            @Nullable ResilienceCurve curve,
            @Nullable Rehearsal rehearsal) {}

    /**
     * What was seen in one phase, and what was asked of it.
     *
     * @param control the figures of the control slice; null without one
     * @param distribution of the times from the intended time to the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Phase(
            State phase,
            Summary summary,
            @Nullable Summary control,
            List<ThresholdCheck> checks,
            Distribution distribution) {

        /** Returns what tables call the phase. */
        public String title() {
            return switch (phase) {
                case BASELINE -> "baseline";
                case INJECT -> "injected";
                case VERIFY -> "after rollback";
                case WARMUP, ROLLBACK, DONE -> phase.wire();
            };
        }

        private static Phase of(ExperimentResult.Phase result) {
            Tally control = result.control();
            return new Phase(
                    result.state(),
                    Summary.of(result.tally(), result.seconds()),
                    control == null ? null : Summary.of(control, result.seconds()),
                    result.checks(),
                    Distribution.of(result.tally().select(Scope.ATTEMPTS).latency()));
        }
    }

    /** Returns the report of that result, which was found with those versions. */
    public static Report of(ExperimentResult result, Versions versions) {
        Curve curve = result.curve();
        Course course = new Course(
                result.phases().stream().map(Phase::of).toList(),
                result.timeline(),
                curve == null ? null : ResilienceCurve.of(curve),
                Rehearsal.of(result));
        return new Report(
                result.id(), result.verdict(), versions, result.span(), course, result.undone(), result.experiment());
    }

    /** Returns when it began. */
    public Instant started() {
        return span.started();
    }

    /** Returns when it was over. */
    public Instant ended() {
        return span.ended();
    }

    /** Returns its phases, in order. */
    public List<Phase> phases() {
        return course.phases();
    }

    /** Returns its phase of that kind; nothing if it did not come to it. */
    public Optional<Phase> phase(State state) {
        return phases().stream().filter(phase -> phase.phase() == state).findFirst();
    }

    /** Returns whether attempts were repeated in any phase: whether attempts and requests differ. */
    public boolean retried() {
        return phases().stream().anyMatch(phase -> phase.summary().requests().repeated());
    }

    /** What is said where attempts went over TLS without a look at the certificate. */
    public static final String INSECURE =
            "insecure: no certificate was checked, so nobody knows who was spoken to (--insecure)";

    /** Returns whether attempts of any phase went over TLS without a look at the certificate; null if not. */
    @JsonProperty("insecure")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable Boolean insecure() {
        return phases().stream().anyMatch(phase -> phase.summary().insecure() != null) ? true : null;
    }

    /** Returns the verdict as one sentence, such as {@code pass: ...}. */
    public String sentence() {
        return verdict.outcome().wire() + ": " + verdict.reason();
    }
}
