package dev.faultline.load.experiment;

import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.wire.InvalidValue;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment runs in.
 *
 * @param seconds what ended lately, for windows that slide
 * @param split null where this process does not split
 * @param clock wall time, for reports
 * @param nanoTime monotonic time, for durations
 */
record Surroundings(
        Traffic traffic,
        Seconds seconds,
        @Nullable EmbeddedSplit split,
        FaultControl faults,
        InstantSource clock,
        LongSupplier nanoTime,
        Pause pause) {

    /**
     * Returns the split.
     *
     * @throws InvalidValue if there is none
     */
    EmbeddedSplit requireSplit() {
        if (split == null) {
            throw new InvalidValue("split", "needs a route: set faultline.split.manifest", "nothing");
        }
        return split;
    }
}
