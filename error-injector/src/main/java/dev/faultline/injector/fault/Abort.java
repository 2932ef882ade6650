package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A way to end an exchange other than by the answer it should have had. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Abort
        permits CloseAbort,
                ConcurrencyLimitAbort,
                DripAbort,
                GarbageAbort,
                GoAwayAbort,
                GrpcStatusAbort,
                HangAbort,
                MalformedChunkAbort,
                RateLimitAbort,
                ResetAbort,
                ResetStreamAbort,
                StatusAbort,
                TruncateAbort {

    /** Returns the share of the matching requests that end this way. */
    Percentage percentage();

    /**
     * Returns the action that performs this abort; asked once per plan.
     *
     * @param otherwise what would answer without this abort
     */
    <A> A action(ActionFactory<A> actions, Otherwise otherwise);

    /** Returns how long the request is held before the action, the rule's delay not counted. */
    default Duration hold() {
        return Duration.ZERO;
    }

    /** Returns whether the action itself takes its time, so that it needs a place among the active faults. */
    default boolean lasts() {
        return false;
    }

    /** Returns what lets requests past this abort, made once per plan; null if it ends all that it is drawn for. */
    default @Nullable Limiter limiter() {
        return null;
    }

    /** When an abort takes the place of the answer. */
    enum Phase {
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
}
