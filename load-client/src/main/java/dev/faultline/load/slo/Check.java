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
        String because) {}
