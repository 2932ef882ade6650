package dev.faultline.load.slo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Tally;
import java.util.Locale;
import java.util.Optional;

/**
 * A sentence about a figure that holds or does not, such as {@code success_rate >= 99%} or {@code p95 of backend <
 * baseline + 50ms}. {@link ThresholdGrammar} says how it is written.
 */
public record Threshold(String text, Metric metric, Comparison comparison, Bound bound) {

    /** Fewer samples than this are no ground to begin an experiment on. */
    static final int MIN_SAMPLES_AT_FACE_VALUE = 20;

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
    public Check judge(Tally tally, Reference reference) {
        return check(tally, reference, comparison::judge);
    }

    /**
     * Returns what the figures say at face value, without an interval: the answer for a decision that must be taken
     * either way, such as whether to begin.
     */
    public Check judgeAtFaceValue(Tally tally, Reference reference) {
        return check(tally, reference, (estimate, limit) -> {
            if (estimate.samples() < MIN_SAMPLES_AT_FACE_VALUE) {
                return Ruling.UNDECIDED;
            }
            return comparison.holds(estimate.value(), limit) ? Ruling.MET : Ruling.VIOLATED;
        });
    }

    private interface Judge {
        Ruling rule(Estimate estimate, double limit);
    }

    private Check check(Tally tally, Reference reference, Judge judge) {
        Answerer of = metric.of();
        if (!(metric instanceof Share) && of != null && reference.promise().shareOf(of) == 0) {
            return new Check(
                    this, Ruling.NOT_APPLICABLE, null, null, text + ": the split sends " + of.wire() + " nothing");
        }
        Optional<Estimate> measured = metric.measure(tally);
        if (measured.isEmpty()) {
            return new Check(this, Ruling.UNDECIDED, null, null, text + ": no data");
        }
        Estimate estimate = measured.get();
        double limit = bound.limit(metric, reference);
        if (Double.isNaN(limit)) {
            return new Check(this, Ruling.UNDECIDED, estimate, null, text + ": nothing to compare with");
        }
        Ruling ruling = judge.rule(estimate, limit);
        return new Check(this, ruling, estimate, limit, because(estimate, limit, ruling));
    }

    /** Returns the finding without its interval: what was asked, the limit, and what was measured. */
    String brief(Estimate estimate, double limit) {
        return text + against(limit) + ": " + shown(estimate.value());
    }

    private String because(Estimate estimate, double limit, Ruling ruling) {
        String verb = switch (ruling) {
            case MET -> "holds";
            case VIOLATED -> "does not hold";
            case UNDECIDED -> "is undecided";
            case NOT_APPLICABLE -> "does not apply";
        };
        String from = metric.isShare() ? shown(estimate.low()).replace("%", "") : shown(estimate.low());
        return text + against(limit) + " " + verb + ": " + shown(estimate.value()) + " measured, 95% interval " + from
                + " to " + shown(estimate.high()) + ", " + estimate.samples() + " samples";
    }

    private String against(double limit) {
        return bound instanceof Bound.Fixed ? "" : " (" + shown(limit) + ")";
    }

    private String shown(double value) {
        if (metric.isShare()) {
            return String.format(Locale.ROOT, "%.2f%%", value * 100);
        }
        return Double.isInfinite(value) ? "unbounded" : String.format(Locale.ROOT, "%.1fms", value);
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
