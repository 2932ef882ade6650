package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of undoing one thing.
 *
 * @param failure why it could not be undone; null if it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Undone(String what, @Nullable String failure) {}
