package dev.faultline.backend.serve;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Ends a request that cannot be ended well, so that the client sees it. */
final class CutOff {

    /** HTTP/2: the fault is ours. */
    static final long INTERNAL_ERROR = 0x2;

    /** HTTP/2: the client asks too much. */
    static final long ENHANCE_YOUR_CALM = 0xb;

    private CutOff() {}

    /** Resets the stream with that code, or closes the connection where there are no streams. */
    static void of(HttpServerRequest request, long code) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(code);
        } else {
            // Vert.x' reset would do the same, but call no handler, so that a graceful shutdown waited for ever.
            request.connection().close();
        }
    }
}
