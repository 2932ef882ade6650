package dev.faultline.load.threshold;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.Metric.Unit;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A limit on a figure, such as {@code success_rate >= 99%} or {@code p95 of backend < baseline + 50ms}.
 * {@link ThresholdParser} has the grammar. What a late or overloaded client leaves open is always undecided:
 * {@link ClientInterference}.
 *
 * @param text as it is written, in one line; reads back as the same threshold
 * @param over the length of the windows that it is judged on; null for everything at once
 * @param minSamples fewer samples leave it undecided; null for the default of each way of judging
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

    /** Checks that all parts are there: Jackson reads an empty object as a record without its parts. */
    public Threshold {
        boolean whole = text != null && metric != null && comparison != null && bound != null;
        Require.that(whole, "", "must be a text such as \"success_rate >= 99%\"", "none");
    }

    /**
     * Returns the threshold that the text states.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if it states none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Threshold of(String text) {
        return ThresholdParser.parse(text);
    }

    /** Returns what the figures say by their 95 % interval: the answer for a claim. */
    public ThresholdCheck judge(TimedTally seen, Reference reference) {
        boolean share = metric.unit() == Unit.SHARE && !namesControl();
        Judge judge = share ? comparison::judgeShare : comparison::judge;
        return check(seen, reference, minSamples == null ? 1 : minSamples, judge);
    }

    /** Judges what took an unknown time: rates are undecided. */
    public ThresholdCheck judge(Tally tally, Reference reference) {
        return judge(TimedTally.of(tally), reference);
    }

    /**
     * Returns what the figures say at face value, without an interval: the answer for a decision that must be taken
     * either way, such as whether to begin.
     */
    public ThresholdCheck judgeAtFaceValue(TimedTally seen, Reference reference) {
        return check(
                seen,
                reference,
                minSamples == null ? MIN_SAMPLES_AT_FACE_VALUE : minSamples,
                (estimate, limit) -> comparison.holds(estimate.value(), limit) ? Ruling.MET : Ruling.VIOLATED);
    }

    /** Judges at face value what took an unknown time: rates are undecided. */
    public ThresholdCheck judgeAtFaceValue(Tally tally, Reference reference) {
        return judgeAtFaceValue(TimedTally.of(tally), reference);
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

    private ThresholdCheck check(TimedTally seen, Reference reference, long atLeast, Judge judge) {
        Optional<Estimate> measured = metric.measure(seen);
        if (measured.isEmpty()) {
            return nothing(seen, reference);
        }
        Estimate estimate = measured.get();
        String unknown = UnknownAnswers.doubt(metric, seen.tally());
        if (unknown != null) {
            return undecided(estimate, null, unknown);
        }
        if (bound instanceof Bound.OfControl ofControl) {
            return new ControlComparison(this, ofControl, atLeast, judge).check(estimate, seen, reference.control());
        }
        double limit = bound.limit(metric, reference);
        if (!Double.isFinite(limit)) {
            return new ThresholdCheck(this, Ruling.UNDECIDED, estimate, null, incomparable(reference));
        }
        if (bound instanceof Bound.OfBaseline) {
            String before = UnknownAnswers.doubt(metric, reference.baseline().tally());
            if (before != null) {
                return undecided(estimate, limit, "in the baseline " + before);
            }
        }
        if (estimate.samples() < atLeast) {
            return undecided(estimate, limit, "too few samples, " + estimate.samples() + " of " + atLeast);
        }
        Ruling ruling = judge.rule(estimate, limit);
        String doubt = ClientInterference.doubt(metric, ruling, seen, without -> judge.rule(without, limit));
        return doubt == null
                ? new ThresholdCheck(this, ruling, estimate, limit, because(estimate, limit, ruling))
                : undecided(estimate, limit, doubt);
    }

    private String incomparable(Reference reference) {
        return metric.measure(reference.baseline())
                .filter(baseline -> Double.isInfinite(baseline.value()))
                .map(baseline -> text + " is undecided: at the baseline " + metric.words(baseline))
                .orElse(text + ": nothing to compare with");
    }

    private ThresholdCheck nothing(TimedTally seen, Reference reference) {
        if (seen.tally().sent() > 0
                && metric.of() instanceof Scope.By by
                && reference.expected().shareOf(by.answerer()) == 0) {
            String because = text + ": the split sends " + by.answerer().wire() + " nothing";
            return new ThresholdCheck(this, Ruling.NOT_APPLICABLE, null, null, because);
        }
        String unknown = UnknownAnswers.absence(metric, seen.tally());
        return new ThresholdCheck(
                this,
                Ruling.UNDECIDED,
                null,
                null,
                unknown == null ? text + ": no data" : text + " is undecided: " + unknown);
    }

    private ThresholdCheck undecided(Estimate estimate, @Nullable Double limit, String why) {
        return new ThresholdCheck(this, Ruling.UNDECIDED, estimate, limit, text + " is undecided: " + why);
    }

    /** Returns the finding without its interval: what was asked, the limit, and what was measured. */
    String brief(Estimate estimate, double limit) {
        return text + against(limit) + ": " + metric.words(estimate);
    }

    private String because(Estimate estimate, double limit, Ruling ruling) {
        Optional<String> interval = interval(estimate).map(range -> ", 95% interval " + range);
        // That a figure is infinite is said of so many samples already.
        String samples = Double.isInfinite(estimate.value()) ? "" : ", " + estimate.samples() + " samples";
        return text + against(limit) + " " + ruling.verb() + ": " + measured(estimate) + interval.orElse("") + samples
                + (isNear(estimate, limit, ruling) ? NEAR : "");
    }

    private boolean isNear(Estimate estimate, double limit, Ruling ruling) {
        return ruling == Ruling.UNDECIDED && comparison.judge(estimate, limit) == Ruling.VIOLATED;
    }

    /** Returns the figure as something that was measured. */
    String measured(Estimate estimate) {
        return metric.words(estimate) + (Double.isInfinite(estimate.value()) ? "" : " measured");
    }

    /** Returns the interval, such as {@code 94.70 to 97.02%}; empty if the figure has no sampling error. */
    Optional<String> interval(Estimate estimate) {
        if (estimate.low() == estimate.high()) {
            return Optional.empty();
        }
        if (Double.isInfinite(estimate.high())) {
            return Optional.of(format(estimate.low()) + " and more");
        }
        String from = format(estimate.low());
        boolean percent = metric.unit() == Unit.SHARE;
        return Optional.of((percent ? from.replace("%", "") : from) + " to " + format(estimate.high()));
    }

    private String against(double limit) {
        return bound instanceof Bound.Fixed ? "" : " (" + format(limit) + ")";
    }

    /** Returns the number, which is finite, as people read it. */
    String format(double value) {
        return metric.unit().format(value);
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
