package dev.faultline.load.slo;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One threshold, what was measured and what that says.
 *
 * @param measured null if there was nothing to measure
 * @param because the whole finding in a few words
 */
public record Check(
        Threshold threshold,
        Ruling ruling,
        @Nullable Estimate measured,
        @JsonProperty("limit") @Nullable Double limit,
        String because) {

    /** Returns the finding without its interval, such as {@code success_rate = split (50.00%): 49.95%}. */
    public String brief() {
        return measured == null || limit == null ? because : threshold.brief(measured, limit);
    }
}
