package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Transport;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What all plans of one server share.
 *
 * @param <A> the transport's kind of act
 * @param ceiling for faults that requests ask for; absent if they may not ask
 */
public record Environment<A>(
        InstantSource clock,
        Transport<A> transport,
        Tallies tallies,
        @Nullable HeaderCeiling ceiling) {

    /** Returns the same, in which requests may not ask for faults. */
    public Environment<A> withoutHeaders() {
        return new Environment<>(clock, transport, tallies, null);
    }
}
