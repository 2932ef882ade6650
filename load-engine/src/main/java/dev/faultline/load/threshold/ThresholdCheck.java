package dev.faultline.load.threshold;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A threshold, what was measured and what that says about it.
 *
 * @param measured null if there was nothing to measure
 * @param because the whole finding in a few words
 */
public record ThresholdCheck(
        Threshold threshold,
        Ruling ruling,
        @Nullable Estimate measured,
        @JsonProperty("limit") @Nullable Double limit,
        String because) {

    /**
     * Returns what was measured as people read it, such as {@code 96.02%} or, of a time, {@code more than 5% of 1000 got
     * no answer}; empty if there was nothing to measure.
     */
    public Optional<String> figure() {
        return Optional.ofNullable(measured).map(threshold.metric()::words);
    }

    /** Returns the 95 % interval around it, such as {@code 94.70 to 97.02%}; empty if there is none. */
    public Optional<String> interval() {
        return Optional.ofNullable(measured).flatMap(threshold::interval);
    }

    /** Returns the finding without its interval, such as {@code success_rate = split (50.00%): 49.95%}. */
    public String brief() {
        return measured == null || limit == null ? because : threshold.brief(measured, limit);
    }

    /** What the figures say about a threshold. */
    public enum Ruling {
        /** It holds. */
        MET,
        /** It does not. */
        VIOLATED,
        /** The figures can't tell: none, too few, or the interval spans the limit. */
        UNDECIDED,
        /** There is nothing to judge: the split in force sends nothing to the party it is about. */
        NOT_APPLICABLE;

        /** Returns it as the verb of a sentence about a threshold. */
        String verb() {
            return switch (this) {
                case MET -> "holds";
                case VIOLATED -> "does not hold";
                case UNDECIDED -> "is undecided";
                case NOT_APPLICABLE -> "does not apply";
            };
        }

        /** Returns the name in JSON and reports. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
