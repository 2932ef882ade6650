package dev.faultline.injector.server;

import dev.faultline.injector.fault.Delivery;
import dev.faultline.injector.fault.Http2Code;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Set;

/** Sends the answer of an exchange piece by piece. A stop of the service waits until it has left. */
final class ResponseWriter {

    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    /** Statuses whose answers end with their head (RFC 9112, 6.3). */
    private static final Set<Integer> BODILESS = Set.of(204, 304);

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final Promise<Void> left = Promise.promise();
    private Future<Void> written = Future.succeededFuture();
    private boolean ending;
    private boolean over;
    private boolean gone;

    ResponseWriter(Exchange exchange) {
        this.exchange = exchange;
        response = exchange.response();
        exchange.sentWhen(left.future());
        exchange.onEnd(() -> {
            over = true;
            gone = true;
            if (!ending) {
                left.complete();
            }
        });
    }

    Exchange exchange() {
        return exchange;
    }

    /** Returns whether nothing more can be sent: the answer is complete, or the caller is gone. */
    boolean isOver() {
        return over;
    }

    /** Returns whether an answer with the status that is set now has a body. */
    boolean hasBody() {
        return !exchange.request().method().equals(HttpMethod.HEAD) && !BODILESS.contains(response.getStatusCode());
    }

    /** States how long the body is, or would be if the answer had one. */
    void declare(long length) {
        if (length != PreparedSource.Content.UNKNOWN) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        } else if (exchange.request().version() == HttpVersion.HTTP_1_1) {
            response.setChunked(true);
        } else if (exchange.request().version() == HttpVersion.HTTP_1_0) {
            // Only the end of the connection ends such a body. Vert.x would promise to keep it open.
            response.headersEndHandler(head -> response.headers().set(HttpHeaders.CONNECTION, CLOSE));
            exchange.onEnd(() -> exchange.request().connection().close());
        }
    }

    /** Sends the head now, if it was not sent yet. */
    void sendHead() {
        if (over || response.headWritten()) {
            return;
        }
        boolean untold = !response.isChunked() && !response.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (untold && !exchange.isHttp2()) {
            write(Buffer.buffer());
        } else {
            written = response.writeHead();
        }
    }

    /** Returns whether the caller, or the way to it, is slower than what was written. */
    boolean isFull() {
        return response.writeQueueFull();
    }

    /** Runs something whenever it is no longer {@linkplain #isFull full}. */
    void onDrain(Runnable action) {
        response.drainHandler(drained -> action.run());
    }

    void write(Buffer chunk) {
        written = response.write(chunk);
    }

    /** Completes the answer. */
    void end(MultiMap trailers) {
        boolean carries = exchange.isHttp2() || response.isChunked();
        if (carries && !trailers.isEmpty()) {
            response.trailers().addAll(trailers);
        }
        ending = true;
        response.end().onComplete(done -> left.complete());
    }

    /** Ends what was begun so that nobody takes it for complete. */
    void breakOff() {
        if (exchange.isHttp2()) {
            afterWrites(() -> response.reset(Http2Code.INTERNAL_ERROR.number()));
        } else {
            afterWrites(exchange.connection()::finish);
        }
    }

    /** Ends what was begun as if it were complete, or at once; over HTTP/1.1, by ending the connection. */
    void cut(Delivery.End how) {
        sendHead();
        if (how == Delivery.End.CLOSE && exchange.isHttp2()) {
            afterWrites(() -> end(MultiMap.caseInsensitiveMultiMap()));
        } else if (how == Delivery.End.CLOSE || exchange.isHttp2()) {
            breakOff();
        } else {
            afterWrites(exchange.connection()::reset);
        }
    }

    /** Ends an answer that has no body before any of it: over HTTP/2 its stream, over HTTP/1.1 the connection. */
    void withhold(Delivery.End how) {
        if (how == Delivery.End.RESET && !exchange.isHttp2()) {
            afterWrites(exchange.connection()::reset);
        } else {
            breakOff();
        }
    }

    /** What ends a stream or a connection at once would overtake what was written before. */
    private void afterWrites(Runnable action) {
        if (over) {
            return;
        }
        over = true;
        written.onComplete(done -> {
            if (!gone) {
                action.run();
            }
        });
    }
}
