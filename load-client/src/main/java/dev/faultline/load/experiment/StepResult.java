package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.wire.Require;
import org.jspecify.annotations.Nullable;

/**
 * What became of a step that was begun.
 *
 * @param index its place in the method, from 0 on
 * @param level the level of the sweep that it was done at; null without one
 * @param from seconds from {@link Chronicle#since()} to its begin
 * @param to seconds to its end
 * @param reason what it found, or why it did not get to its end; null if it was done and there is nothing to tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepResult(
        int index,
        @Nullable Double level,
        double from,
        double to,
        StepEnd end,
        @Nullable String reason) {

    /** Checks that it does not end before it begins, and that what went wrong is told. */
    public StepResult {
        Require.between("index", index, 0, Method.MAX_STEPS - 1.0);
        Require.between("from", from, 0, Double.MAX_VALUE);
        Require.between("to", to, from, Double.MAX_VALUE);
        Require.present("end", end);
        Require.that(end == StepEnd.DONE || reason != null, "reason", "must be given unless it is done", "nothing");
    }
}
