package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.wire.Require;
import org.jspecify.annotations.Nullable;

/**
 * What became of undoing one thing.
 *
 * @param possible false if it was never to be undone, such as a request that was sent
 * @param failure why it could not be undone; null if it was
 * @param from seconds from {@link Chronicle#since()}, or {@link Amendment#since()}, to when it was first tried
 * @param to seconds to when that came to its end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Undone(
        String what, boolean possible, @Nullable String failure, double from, double to) {

    /** Checks that it does not end before it begins. */
    public Undone {
        Require.between("from", from, 0, Double.MAX_VALUE);
        Require.between("to", to, from, Double.MAX_VALUE);
    }
}
