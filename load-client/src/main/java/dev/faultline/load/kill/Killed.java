package dev.faultline.load.kill;

import dev.faultline.load.split.Split;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kill switch has done.
 *
 * @param split the weights in force after that; null if there is no split, or it did not obey
 * @param experiments the names of those that were under way, which roll back now
 * @param failures a clause for each part that could not be done; the others were
 */
public record Killed(@Nullable Split split, List<String> experiments, List<String> failures) {

    /** Copies the lists. */
    public Killed {
        experiments = List.copyOf(experiments);
        failures = List.copyOf(failures);
    }
}
