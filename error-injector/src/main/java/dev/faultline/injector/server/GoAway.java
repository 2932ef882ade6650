package dev.faultline.injector.server;

import dev.faultline.injector.fault.Http2Code;
import org.jspecify.annotations.Nullable;

/** Ends an HTTP/2 connection by a GOAWAY, after the streams that it counts as processed. */
final class GoAway implements Act {

    private final Http2Code code;
    private final @Nullable Integer lastStreamId;
    private final Act answer;

    GoAway(Http2Code code, @Nullable Integer lastStreamId, Act answer) {
        this.code = code;
        this.lastStreamId = lastStreamId;
        this.answer = answer;
    }

    @Override
    public void perform(Exchange exchange) {
        int own = exchange.request().streamId();
        int last = lastStreamId == null ? own : lastStreamId;
        exchange.wire().goAway(code.number(), last);
        if (own <= last) {
            answer.perform(exchange);
        }
    }
}
