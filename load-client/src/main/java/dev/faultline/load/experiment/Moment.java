package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What ended within a second or some of an experiment, for its timeline.
 *
 * @param at seconds from {@link Chronicle#since()} to the end of the moment
 * @param seconds its length
 * @param state where the experiment was half way through it
 * @param rate attempts a second that ended
 * @param successRate null if none ended
 * @param p50 milliseconds from the intended time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Moment(
        double at,
        double seconds,
        State state,
        double rate,
        @Nullable Double successRate,
        double p50,
        double p95,
        double p99) {}
