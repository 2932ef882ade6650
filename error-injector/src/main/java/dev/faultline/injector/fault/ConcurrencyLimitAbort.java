package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.OneOrMore;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves so many requests at the same time, from their arrival to their answer, and turns the others away at once, without
 * the rule's delay, saying to try again. Every replica counts its own.
 *
 * @param max from 0 to 1000000
 * @param status what the others get, from 400 to 599; 503 if not given
 * @param headers of what they get, {@code Retry-After: auto} among them unless it is given: when to try again
 * @param body of what they get, null for none; gRPC callers are told in their own way, without headers and body
 * @param contentType of the body, as in {@link Answer}
 */
@JsonTypeName("concurrency-limit")
public record ConcurrencyLimitAbort(
        @Required Percentage percentage,
        @Required Integer max,
        Integer status,
        @OneOrMore Map<String, List<String>> headers,
        @Nullable String body,
        @Nullable String contentType)
        implements Abort {

    private static final int MOST = 1_000_000;
    private static final int SERVICE_UNAVAILABLE = 503;

    public ConcurrencyLimitAbort {
        Require.present("percentage", percentage);
        Require.present("max", max);
        Require.between("max", max, 0, MOST);
        status = status == null ? SERVICE_UNAVAILABLE : status;
        Require.between("status", status, 400, 599);
        headers = Answer.turningAway(status, headers, body, contentType).headers();
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        return actions.turnAway(new Answer(status, headers, body, contentType));
    }

    @Override
    public Limiter limiter() {
        return new InFlight(max);
    }

    /** So many at the same time, and no more. */
    static final class InFlight implements Limiter {

        /** When a place will be free nobody knows; a second is the shortest that Retry-After can say. */
        private static final Duration RETRY = Duration.ofSeconds(1);

        private final int max;
        private final AtomicInteger count = new AtomicInteger();

        InFlight(int max) {
            this.max = max;
        }

        @Override
        public boolean enter(Instant now) {
            while (true) {
                int before = count.get();
                if (before >= max) {
                    return false;
                }
                if (count.compareAndSet(before, before + 1)) {
                    return true;
                }
            }
        }

        @Override
        public void leave() {
            count.decrementAndGet();
        }

        @Override
        public Duration retryAfter(Instant now) {
            return RETRY;
        }
    }
}
