package dev.faultline.load.slo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
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

    /** Returns what was measured as people read it, such as {@code 96.02%}; nothing if there was nothing to measure. */
    public Optional<String> figure() {
        return Optional.ofNullable(measured).map(estimate -> threshold.shown(estimate.value()));
    }

    /** Returns the 95 % interval around it, such as {@code 94.70 to 97.02%}; nothing if there is none. */
    public Optional<String> interval() {
        return Optional.ofNullable(measured).flatMap(threshold::interval);
    }

    /** Returns the finding without its interval, such as {@code success_rate = split (50.00%): 49.95%}. */
    public String brief() {
        return measured == null || limit == null ? because : threshold.brief(measured, limit);
    }
}
