package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** When an abort takes the place of the answer. */
public enum Phase {
    /** Before anything else answers: what {@code otherwise} says is not done. */
    @JsonProperty("request")
    REQUEST,
    /** Once {@code otherwise} answers, an upstream for one, which has done its work by then. */
    @JsonProperty("response")
    RESPONSE;

    /** Returns the phase, or null for {@link #REQUEST}: what is the default is not written down. */
    static @Nullable Phase unlessDefault(@Nullable Phase phase) {
        return phase == REQUEST ? null : phase;
    }
}
