package dev.faultline.injector.fault;

import java.time.Duration;
import java.time.Instant;

/** Lets through what is not too much; the rest is aborted. Threadsafe: one limiter serves all event loops. */
public interface Limiter {

    /** Lets a request through and returns true, or returns false. */
    boolean enter(Instant now);

    /** Takes note that a request that was let through has ended. */
    void leave();

    /** Returns after which time another try may be let through. */
    Duration retryAfter(Instant now);
}
