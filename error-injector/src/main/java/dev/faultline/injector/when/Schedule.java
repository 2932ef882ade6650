package dev.faultline.injector.when;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a rule holds, and how strongly. Threadsafe. */
public interface Schedule {

    /**
     * Returns how much of the rule's percentages applies: 0 while the rule does not hold, 1 while it holds whole, less
     * while it grows. Asked once for every request that matches the rule.
     */
    double share(Instant now);

    /**
     * Returns the outage at that instant, or else the next one after it; null if there will be none, or if the clock
     * does not tell.
     */
    @Nullable
    Outage outage(Instant from);

    /**
     * A time during which a rule holds.
     *
     * @param from the first instant of it; {@link Instant#MIN} if it always was
     * @param to the first instant after it; {@link Instant#MAX} if it has no end of its own
     */
    record Outage(Instant from, Instant to) {

        /** Returns whether it is on at that instant. */
        public boolean holds(Instant now) {
            return !now.isBefore(from) && now.isBefore(to);
        }
    }
}
