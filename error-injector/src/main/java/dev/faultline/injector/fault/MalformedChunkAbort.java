package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;

/**
 * Starts a chunked 200 whose next chunk has no readable size, then closes the connection. HTTP/2 has no chunks: there, the
 * stream is reset with PROTOCOL_ERROR.
 */
@JsonTypeName("malformed-chunk")
public record MalformedChunkAbort(@Required Percentage percentage) implements Abort {

    public MalformedChunkAbort {
        Require.present("percentage", percentage);
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        A stream = actions.resetStream(Http2Code.PROTOCOL_ERROR);
        return actions.byProtocol(actions.malformedChunk(), stream, stream);
    }
}
