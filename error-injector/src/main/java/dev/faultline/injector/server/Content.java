package dev.faultline.injector.server;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;

/**
 * The body of an answer whose status and headers are already written into it, but not sent.
 *
 * @param length in bytes, 0 too where an answer has no body, as one to HEAD; {@value #UNKNOWN} if it has yet to show
 * @param body paused
 * @param trailers known once the body has ended
 */
record Content(long length, ReadStream<Buffer> body, Supplier<MultiMap> trailers) {

    /** The length of a body that does not say. */
    static final long UNKNOWN = -1;
}
