package dev.faultline.injector.server;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries the body of a request on to the upstream, no faster than that takes it; sends the head before it. */
final class RequestBody {

    private static final String NOTHING = "0";

    /** How long a caller waits for the 100 of an upstream that sends neither that nor an answer: as curl does. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

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
        // HTTP/2 may announce trailers beside a length, and HTTP/1.1 has no place for them then.
        boolean chunked = from.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (exchange.isHttp2() && from.headers().contains(ForwardedHeaders.TRAILER));
        String length = chunked ? null : from.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        }
        if (NOTHING.equals(length) || (length == null && !chunked && !exchange.isHttp2())) {
            exchange.sendContinue();
            complete();
        } else if (length != null) {
            carry();
        } else if (chunked || to.version() == HttpVersion.HTTP_2) {
            to.setChunked(true);
            List<String> announced = from.headers().getAll(ForwardedHeaders.TRAILER);
            if (!announced.isEmpty()) {
                to.putHeader(ForwardedHeaders.TRAILER, announced);
            }
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
            askToContinue();
            to.sendHead();
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

    /**
     * Passes on that the caller waits for a 100: it gets that of the upstream, if one comes; an upstream that says nothing
     * takes bodies without it.
     */
    private void askToContinue() {
        if (exchange.expectsContinue()) {
            to.putHeader(HttpHeaders.EXPECT, HttpHeaders.CONTINUE);
            to.continueHandler(go -> exchange.sendContinue());
            ScheduledFuture<?> patience = exchange.after(PATIENCE_NANOS, () -> {
                if (!stopped) {
                    exchange.sendContinue();
                }
            });
            exchange.onEnd(() -> patience.cancel(false));
        }
    }

    private void write(Buffer chunk) {
        if (stopped) {
            return;
        }
        to.write(chunk);
        if (to.writeQueueFull()) {
            from.pause();
        }
    }

    private void complete() {
        complete = true;
        MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
        ForwardedHeaders.ofRequest(RequestTrailers.of(from), trailers);
        RequestTrailers.end(to, trailers);
    }
}
