package dev.faultline.injector.fault;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket: {@code burst} tokens at most, refilled evenly. Kept as the one instant at which the bucket is full again
 * (the generic cell rate algorithm; ITU-T I.371, annex A), so that taking a token is one exchange of a number.
 */
final class TokenBucket implements Gate {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** What is more than event loops disagree about now: the clock was set back. */
    private static final long CLOCK_SET_BACK = NANOS_PER_SECOND;

    /** How long one token takes to come, in nanoseconds; rounded up, so that the rate is never exceeded. */
    private final long interval;

    /** How far ahead of now the bucket's being full may lie while there still is a token. */
    private final long tolerance;

    /** When the bucket is full again, in nanoseconds since 1970; in the past if it is full. */
    private final AtomicLong full = new AtomicLong();

    TokenBucket(double perSecond, int burst) {
        interval = (long) Math.ceil(NANOS_PER_SECOND / perSecond);
        tolerance = (burst - 1) * interval;
    }

    @Override
    public boolean enter(Instant now) {
        long nanos = nanos(now);
        while (true) {
            long before = full.get();
            long empty = nanos + tolerance + interval;
            if (before > empty + CLOCK_SET_BACK) {
                // Nobody shall wait for the old time to come again: the bucket is empty now, not then.
                full.compareAndSet(before, empty);
            } else if (before > nanos + tolerance) {
                return false;
            } else if (full.compareAndSet(before, Math.max(before, nanos) + interval)) {
                return true;
            }
        }
    }

    @Override
    public void leave() {
        // A token is spent, not lent.
    }

    @Override
    public Duration retryAfter(Instant now) {
        return Duration.ofNanos(Math.max(0, full.get() - tolerance - nanos(now)));
    }

    private static long nanos(Instant now) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, now);
    }
}
