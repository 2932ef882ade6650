package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;

/**
 * Serves so many requests at the same time, from their arrival to their answer, and turns the others away at once, without
 * the rule's delay, saying to try again. Every replica counts its own.
 *
 * @param max from 0 to 1000000
 * @param status what the others get, from 400 to 599; 503 if not given
 */
@JsonTypeName("concurrency-limit")
public record ConcurrencyLimitAbort(
        @Required Percentage percentage, @Required Integer max, Integer status) implements Abort {

    private static final int MOST = 1_000_000;
    private static final int SERVICE_UNAVAILABLE = 503;

    public ConcurrencyLimitAbort {
        Require.present("percentage", percentage);
        Require.present("max", max);
        Require.between("max", max, 0, MOST);
        status = status == null ? SERVICE_UNAVAILABLE : status;
        Require.between("status", status, 400, 599);
    }

    @Override
    public <A> A via(Transport<A> transport, Otherwise otherwise) {
        return Refusal.via(transport, status);
    }

    @Override
    public Gate gate() {
        return new InFlight(max);
    }
}
