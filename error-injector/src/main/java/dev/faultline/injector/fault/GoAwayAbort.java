package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import org.jspecify.annotations.Nullable;

/**
 * Has the HTTP/2 connection end by a GOAWAY. HTTP/1.1 has none: there, a last answer says {@code Connection: close}, or,
 * if the request counts as not processed, the connection is closed without one.
 *
 * @param code NO_ERROR if not given
 * @param lastStreamId streams above it count as not processed, and get no answer; null for the request's own
 */
@JsonTypeName("goaway")
public record GoAwayAbort(
        @Required Percentage percentage,
        Http2Code code,
        @Nullable Integer lastStreamId) implements Abort {

    public GoAwayAbort {
        Require.present("percentage", percentage);
        code = code == null ? Http2Code.NO_ERROR : code;
        if (lastStreamId != null) {
            Require.between("lastStreamId", lastStreamId, 0, Integer.MAX_VALUE);
        }
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        A answer = otherwise.action(actions);
        A connection = actions.goAway(code, lastStreamId, answer);
        A http1 = lastStreamId == null ? actions.andClose(answer) : actions.close();
        return actions.byProtocol(http1, connection, connection);
    }
}
