package dev.faultline.load.engine;

import dev.faultline.platform.wire.Require;

/**
 * How far a sender may go with a part of a load unless it hears more: who has lost the one that tells it falls silent
 * there.
 *
 * @param number the first arrival that may not come due yet, from 0
 * @param nanos up to which time of the plan callers of a closed loop may call, from 0
 */
public record Horizon(long number, long nanos) {

    /** Checks the bounds. */
    public Horizon {
        Require.that(number >= 0, "horizon.number", "must not be negative", number);
        Require.that(nanos >= 0, "horizon.nanos", "must not be negative", nanos);
    }
}
