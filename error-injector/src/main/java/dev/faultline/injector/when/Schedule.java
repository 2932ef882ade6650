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
     * Returns the outage at that instant, or else the next one after it; absent if there will be none, or if the clock
     * does not tell.
     */
    @Nullable
    Outage outage(Instant from);
}
