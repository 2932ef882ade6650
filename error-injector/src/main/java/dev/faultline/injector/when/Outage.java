package dev.faultline.injector.when;

import java.time.Instant;

/**
 * A time during which a rule holds.
 *
 * @param from the first instant of it; {@link Instant#MIN} if it always was
 * @param to the first instant after it; {@link Instant#MAX} if it has no end of its own
 */
public record Outage(Instant from, Instant to) {

    /** Returns whether it is on at that instant. */
    public boolean holds(Instant now) {
        return !now.isBefore(from) && now.isBefore(to);
    }
}
