package dev.faultline.backend.serve;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads and forgets the body of a request, which no page wants: unread, it would stand before the next request of the
 * connection. Who sends more than {@value #MOST} bytes is cut off.
 */
final class RequestBody implements Handler<Buffer> {

    /** The largest body that is read to keep a connection, in bytes. */
    static final long MOST = 1024 * 1024;

    private final HttpServerRequest request;
    private long seen;

    private RequestBody(HttpServerRequest request) {
        this.request = request;
    }

    static void discard(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(new RequestBody(request));
        }
    }

    @Override
    public void handle(Buffer chunk) {
        seen += chunk.length();
        if (seen > MOST) {
            CutOff.of(request, CutOff.ENHANCE_YOUR_CALM);
        }
    }
}
