package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.faultline.wire.Percentage;
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
     * Returns the act of the transport that performs this abort; asked once per plan.
     *
     * @param otherwise what would answer without this abort
     */
    <A> A via(Transport<A> transport, Otherwise otherwise);

    /** Returns how long the request is held before the act, the rule's delay not counted. */
    default Duration hold() {
        return Duration.ZERO;
    }

    /** Returns whether the act itself takes its time, so that it needs a place among the active faults. */
    default boolean lasts() {
        return false;
    }

    /** Returns what lets requests past this abort, made once per plan; absent if it ends all that it is drawn for. */
    default @Nullable Gate gate() {
        return null;
    }
}
