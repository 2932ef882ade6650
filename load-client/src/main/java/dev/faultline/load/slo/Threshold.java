package dev.faultline.load.slo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sentence about a figure that holds or does not, such as {@code success_rate >= 99%} or {@code p95 of backend <
 * baseline + 50ms}. {@link ThresholdGrammar} says how it is written. What a client that was late or full leaves open is
 * always undecided: {@link ClientHealth}.
 *
 * @param text as it is written, in one line; reads back as the same threshold
 * @param over the length of the windows that it is judged on; null for all that there is to judge
 * @param minSamples fewer samples leave it undecided; null for what the way of judging asks by itself
 */
public record Threshold(
        String text,
        Metric metric,
        Comparison comparison,
        Bound bound,
        @Nullable Duration over,
        @Nullable Long minSamples) {

    private static final String NEAR = ", but a 99% interval still holds the limit";

    /** Fewer samples than this are no ground to begin an experiment on. */
    static final long MIN_SAMPLES_AT_FACE_VALUE = 20;

    /** Checks that it is one: to Jackson an empty object is a record without its parts. */
    public Threshold {
        boolean whole = text != null && metric != null && comparison != null && bound != null;
        Require.that(whole, "", "must be a text such as \"success_rate >= 99%\"", "none");
    }

    /**
     * Returns the threshold that the text states.
     *
     * @throws dev.faultline.wire.InvalidValue if it states none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Threshold of(String text) {
        return ThresholdGrammar.parse(text);
    }

    /** Returns what the figures say by their 95 % interval: the answer for a claim. */
    public Check judge(Observation seen, Reference reference) {
        boolean share = metric.unit() == Unit.SHARE && !namesControl();
        Judge judge = share ? comparison::judgeShare : comparison::judge;
        return check(seen, reference, minSamples == null ? 1 : minSamples, judge);
    }

    /** Judges what took a time that nobody knows: rates are undecided. */
    public Check judge(Tally tally, Reference reference) {
        return judge(Observation.of(tally), reference);
    }

    /**
     * Returns what the figures say at face value, without an interval: the answer for a decision that must be taken
     * either way, such as whether to begin.
     */
    public Check judgeAtFaceValue(Observation seen, Reference reference) {
        return check(
                seen,
                reference,
                minSamples == null ? MIN_SAMPLES_AT_FACE_VALUE : minSamples,
                (estimate, limit) -> comparison.holds(estimate.value(), limit) ? Ruling.MET : Ruling.VIOLATED);
    }

    /** Judges at face value what took a time that nobody knows: rates are undecided. */
    public Check judgeAtFaceValue(Tally tally, Reference reference) {
        return judgeAtFaceValue(Observation.of(tally), reference);
    }

    /** Returns whether it compares with the control slice. */
    public boolean namesControl() {
        return bound instanceof Bound.OfControl;
    }

    /** What a figure says against its limit: by its interval, or at face value. */
    interface Judge {
        /** Returns the ruling. */
        Ruling rule(Estimate estimate, double limit);
    }

    private Check check(Observation seen, Reference reference, long atLeast, Judge judge) {
        Optional<Estimate> measured = metric.measure(seen);
        if (measured.isEmpty()) {
            return nothing(seen, reference);
        }
        Estimate estimate = measured.get();
        if (bound instanceof Bound.OfControl ofControl) {
            return new ControlCheck(this, ofControl, atLeast, judge).check(estimate, seen, reference.control());
        }
        double limit = bound.limit(metric, reference);
        if (Double.isNaN(limit)) {
            return new Check(this, Ruling.UNDECIDED, estimate, null, text + ": nothing to compare with");
        }
        if (estimate.samples() < atLeast) {
            return undecided(estimate, limit, "too few samples, " + estimate.samples() + " of " + atLeast);
        }
        Ruling ruling = judge.rule(estimate, limit);
        String doubt = ClientHealth.doubt(metric, ruling, seen, without -> judge.rule(without, limit));
        return doubt == null
                ? new Check(this, ruling, estimate, limit, because(estimate, limit, ruling))
                : undecided(estimate, limit, doubt);
    }

    private Check nothing(Observation seen, Reference reference) {
        if (seen.tally().sent() > 0
                && metric.of() instanceof Scope.By by
                && reference.promise().shareOf(by.answerer()) == 0) {
            String because = text + ": the split sends " + by.answerer().wire() + " nothing";
            return new Check(this, Ruling.NOT_APPLICABLE, null, null, because);
        }
        return new Check(this, Ruling.UNDECIDED, null, null, text + ": no data");
    }

    private Check undecided(Estimate estimate, double limit, String why) {
        return new Check(this, Ruling.UNDECIDED, estimate, limit, text + " is undecided: " + why);
    }

    /** Returns the finding without its interval: what was asked, the limit, and what was measured. */
    String brief(Estimate estimate, double limit) {
        return text + against(limit) + ": " + shown(estimate.value());
    }

    private String because(Estimate estimate, double limit, Ruling ruling) {
        return text + against(limit) + " " + ruling.verb() + ": " + shown(estimate.value()) + " measured, "
                + interval(estimate)
                        .map(range -> "95% interval " + range + ", ")
                        .orElse("") + estimate.samples() + " samples" + (isNear(estimate, limit, ruling) ? NEAR : "");
    }

    private boolean isNear(Estimate estimate, double limit, Ruling ruling) {
        return ruling == Ruling.UNDECIDED && comparison.judge(estimate, limit) == Ruling.VIOLATED;
    }

    /** Returns the interval, such as {@code 94.70 to 97.02%}; nothing where no sampling error is in the figure. */
    Optional<String> interval(Estimate estimate) {
        if (estimate.low() == estimate.high()) {
            return Optional.empty();
        }
        String from = shown(estimate.low());
        boolean percent = metric.unit() == Unit.SHARE;
        return Optional.of((percent ? from.replace("%", "") : from) + " to " + shown(estimate.high()));
    }

    private String against(double limit) {
        return bound instanceof Bound.Fixed ? "" : " (" + shown(limit) + ")";
    }

    /** Returns the number as people read it. */
    String shown(double value) {
        return metric.unit().shown(value);
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
