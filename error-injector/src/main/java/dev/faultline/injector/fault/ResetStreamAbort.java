package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;

/**
 * Resets the HTTP/2 stream of the request, and nothing else of its connection. HTTP/1.1 has no streams: there, the
 * connection is reset.
 *
 * @param code INTERNAL_ERROR if not given
 */
@JsonTypeName("reset-stream")
public record ResetStreamAbort(@Required Percentage percentage, Http2Code code) implements Abort {

    public ResetStreamAbort {
        Require.present("percentage", percentage);
        code = code == null ? Http2Code.INTERNAL_ERROR : code;
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        A stream = actions.resetStream(code);
        return actions.byProtocol(actions.reset(), stream, stream);
    }
}
