package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;

/**
 * Does not answer until the caller leaves, or the bound is reached: then the connection is closed over HTTP/1.1, and the
 * stream reset over HTTP/2.
 *
 * @param bound in JSON {@code for}; from 1ms to 1h, 5m if not given
 */
@JsonTypeName("hang")
public record HangAbort(
        @Required Percentage percentage,
        @JsonProperty("for") Duration bound) implements Abort {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration DEFAULT = Duration.ofMinutes(5);

    public HangAbort {
        Require.present("percentage", percentage);
        bound = bound == null ? DEFAULT : bound;
        Require.between("for", bound, SHORTEST, LONGEST);
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        A stream = actions.resetStream(Http2Code.INTERNAL_ERROR);
        return actions.byProtocol(actions.close(), stream, stream);
    }

    @Override
    public Duration hold() {
        return bound;
    }
}
