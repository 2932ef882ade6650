package dev.faultline.injector.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Carries the body of a request on to the upstream, no faster than that takes it; sends the head before it. */
final class RequestBody {

    private static final String NOTHING = "0";

    private final Exchange exchange;
    private final HttpServerRequest from;
    private final HttpClientRequest to;
    private @Nullable Buffer first;
    private boolean complete;
    private boolean stopped;

    /** @param to with all headers but those that frame the body */
    RequestBody(Exchange exchange, HttpClientRequest to) {
        this.exchange = exchange;
        from = exchange.takeBody();
        this.to = to;
    }

    void start() {
        boolean chunked = from.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        String length = chunked ? null : from.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        }
        if (NOTHING.equals(length) || (length == null && !chunked && !exchange.isHttp2())) {
            complete();
        } else if (length != null) {
            carry();
        } else if (chunked || to.version() == HttpVersion.HTTP_2) {
            to.setChunked(true);
            carry();
        } else {
            peek();
        }
    }

    /** Returns whether all of it has been sent. */
    boolean isComplete() {
        return complete;
    }

    /** Sends nothing more; what still comes is dropped. */
    void stop() {
        stopped = true;
        exchange.dropBody();
    }

    /** Only HTTP/2 says neither that there is a body nor that there is none; but an end that was sent is here by now. */
    private void peek() {
        from.handler(chunk -> first = chunk);
        from.fetch(1);
        exchange.soon(() -> {
            if (stopped) {
                return;
            }
            if (from.isEnded()) {
                complete();
                return;
            }
            to.setChunked(true);
            if (first != null) {
                write(first);
            }
            carry();
        });
    }

    private void carry() {
        // At once, for a caller that waits for the answer before it sends the body.
        if (first == null) {
            var unused = to.sendHead();
        }
        from.handler(this::write);
        from.endHandler(end -> {
            if (!stopped) {
                complete();
            }
        });
        to.drainHandler(drained -> {
            if (!stopped && !from.isEnded()) {
                from.resume();
            }
        });
        from.resume();
    }

    private void write(Buffer chunk) {
        if (stopped) {
            return;
        }
        var unused = to.write(chunk);
        if (to.writeQueueFull()) {
            from.pause();
        }
    }

    private void complete() {
        complete = true;
        var unused = to.end();
    }
}
