package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.OneOrMore;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many requests per second through, and turns the others away at once, without the rule's delay, saying when to
 * try again. Every replica counts its own.
 *
 * @param perSecond from 0.001 to 10000000
 * @param burst how many may come at once after a pause, from 1 to 1000000; those of one second if not given
 * @param status what the others get, from 400 to 599; 429 if not given
 * @param headers of what they get, {@code Retry-After: auto} among them unless it is given: when to try again
 * @param body of what they get, null for none; gRPC callers are told in their own way, without headers and body
 * @param contentType of the body, as in {@link Answer}
 */
@JsonTypeName("rate-limit")
public record RateLimitAbort(
        @Required Percentage percentage,
        @Required Double perSecond,
        Integer burst,
        Integer status,
        @OneOrMore Map<String, List<String>> headers,
        @Nullable String body,
        @Nullable String contentType)
        implements Abort {

    private static final double SLOWEST = 0.001;
    private static final int MOST = 1_000_000;
    private static final int TOO_MANY_REQUESTS = 429;

    public RateLimitAbort {
        Require.present("percentage", percentage);
        Require.present("perSecond", perSecond);
        Require.between("perSecond", perSecond, SLOWEST, MOST);
        burst = burst == null ? (int) Math.ceil(perSecond) : burst;
        Require.between("burst", burst, 1, MOST);
        status = status == null ? TOO_MANY_REQUESTS : status;
        Require.between("status", status, 400, 599);
        headers = Answer.turningAway(status, headers, body, contentType).headers();
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        return actions.turnAway(new Answer(status, headers, body, contentType));
    }

    @Override
    public Limiter limiter() {
        return new TokenBucket(perSecond, burst);
    }

    /**
     * A token bucket: {@code burst} tokens at most, refilled evenly. Kept as the one instant at which the bucket is full again
     * (the generic cell rate algorithm; ITU-T I.371, annex A), so that taking a token is one exchange of a number.
     */
    static final class TokenBucket implements Limiter {

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
}
