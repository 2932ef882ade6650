package dev.faultline.experiment.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.platform.wire.Require;
import org.jspecify.annotations.Nullable;

/**
 * What became of undoing one thing.
 *
 * @param possible false if there is no way back, such as from a request that was sent
 * @param failure why it could not be undone; null if it was, or was not tried
 * @param left what another hand has done to it meanwhile, which stays; null if none has
 * @param from seconds from {@link Timeline#since()}, or {@link LateRollback#since()}, to the first try
 * @param to seconds to the end of the last try
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Undone(
        String what,
        boolean possible,
        @Nullable String failure,
        @Nullable String left,
        double from,
        double to) {

    /** What nobody else has touched. */
    public Undone(String what, boolean possible, @Nullable String failure, double from, double to) {
        this(what, possible, failure, null, from, to);
    }

    /** Checks that it does not end before it begins. */
    public Undone {
        Require.between("from", from, 0, Double.MAX_VALUE);
        Require.between("to", to, from, Double.MAX_VALUE);
    }

    /** Returns what became of it, in a few words. */
    public String outcome() {
        if (left != null) {
            return "left as it is: " + left;
        }
        return failure != null ? "FAILED: " + failure : possible ? "done" : "stays";
    }
}
