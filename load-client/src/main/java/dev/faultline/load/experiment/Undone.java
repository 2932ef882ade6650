package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of undoing one thing.
 *
 * @param possible false if it was never to be undone, such as a request that was sent
 * @param failure why it could not be undone; null if it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Undone(
        String what, boolean possible, @Nullable String failure) {}
