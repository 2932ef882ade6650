package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;

/**
 * Lets so many requests per second through, and turns the others away at once, without the rule's delay, saying when to
 * try again. Every replica counts its own.
 *
 * @param perSecond from 0.001 to 1000000
 * @param burst how many may come at once after a pause, from 1 to 1000000; those of one second if not given
 * @param status what the others get, from 400 to 599; 429 if not given
 */
@JsonTypeName("rate-limit")
public record RateLimitAbort(
        @Required Percentage percentage, @Required Double perSecond, Integer burst, Integer status) implements Abort {

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
    }

    @Override
    public <A> A via(Transport<A> transport, Otherwise otherwise) {
        return Refusal.via(transport, status);
    }

    @Override
    public Gate gate() {
        return new TokenBucket(perSecond, burst);
    }
}
