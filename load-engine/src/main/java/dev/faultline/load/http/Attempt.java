package dev.faultline.load.http;

import dev.faultline.load.engine.Sender;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.plan.Expectation;
import dev.faultline.load.split.Backend;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request sent once, from its dispatch to its end, which is reported exactly once. Its deadline runs from the
 * dispatch and covers the wait for a connection too. Confined to the loop.
 */
final class Attempt extends Deadlines.Entry implements Handler<AsyncResult<HttpClientRequest>> {

    private final PreparedRequest prepared;
    private final Backend asked;
    private final RequestOptions options;
    private final @Nullable Buffer sent;
    private final SocketAddress backend;
    private final ResultClassifier classifier;
    private final ConnectionPool connections;
    private final Deadlines deadlines;
    private final LongSupplier nanoTime;
    private final Sender.Observer observer;
    private final AttemptTimestamps timestamps;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    /** Those of its connection; null if none are kept. */
    private @Nullable CookieJar cookies;
    /** The beginning of the answer's body; null if nobody looks at it. */
    private @Nullable Buffer body;

    private boolean resolved;
    private boolean ended;
    private boolean released;

    Attempt(
            PreparedRequest prepared,
            PreparedRequest.Call call,
            long intended,
            HttpSender sender,
            Sender.Observer observer) {
        this.prepared = prepared;
        this.asked = call.backend();
        this.options = call.options();
        this.sent = call.body();
        this.backend = options.getServer();
        this.classifier = sender.classifier();
        this.connections = sender.connections();
        this.deadlines = sender.deadlines();
        this.nanoTime = sender.nanoTime();
        this.observer = observer;
        this.timestamps = new AttemptTimestamps(intended, nanoTime.getAsLong());
    }

    /** Returns when it was handed to the client. */
    long dispatched() {
        return timestamps.dispatchedAt();
    }

    /** A connection was granted, or will not be. */
    @Override
    public void handle(AsyncResult<HttpClientRequest> connection) {
        resolved = true;
        if (connection.succeeded()) {
            connected(connection.result());
        } else {
            fail(connection.cause());
            release();
        }
    }

    private void connected(HttpClientRequest granted) {
        connections.granted(granted.connection(), backend);
        // Also on one that is handed back: without a handler Vert.x logs each reset as an error.
        granted.exceptionHandler(this::fail);
        if (ended) {
            // The deadline passed while waiting for the connection: hand it back unused.
            granted.reset();
            release();
            return;
        }
        if (!connections.speaksProtocol(granted.connection())) {
            end(Result.withoutTls(TlsFailure.PROTOCOL));
            granted.reset();
            granted.connection().close();
            return;
        }
        timestamps.connected(nanoTime.getAsLong());
        request = granted;
        granted.response().onComplete(this::answered);
        cookies = connections.cookies(granted.connection(), options.getHost());
        if (cookies != null) {
            addCookies(granted, cookies.header(options.getURI(), nanoTime.getAsLong()));
        }
        connections.send(granted, sent);
    }

    /** Those of the plan go first. */
    private static void addCookies(HttpClientRequest request, @Nullable String kept) {
        if (kept != null) {
            String own = request.headers().get(HttpHeaders.COOKIE);
            request.putHeader(HttpHeaders.COOKIE, own == null ? kept : own + "; " + kept);
        }
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
        if (answer.failed()) {
            fail(answer.cause());
            return;
        }
        HttpClientResponse head = answer.result();
        timestamps.firstByte(nanoTime.getAsLong());
        response = head;
        if (cookies != null) {
            cookies.keep(head.headers().getAll(HttpHeaders.SET_COOKIE), options.getURI(), nanoTime.getAsLong());
        }
        head.exceptionHandler(this::fail);
        if (prepared.looksAtBodies()) {
            Buffer beginning = Buffer.buffer();
            body = beginning;
            head.handler(more -> keep(beginning, more));
        }
        head.endHandler(nothing -> complete(head));
    }

    private static void keep(Buffer beginning, Buffer more) {
        int room = Expectation.LONGEST_BODY - beginning.length();
        if (room > 0) {
            beginning.appendBuffer(more, 0, Math.min(room, more.length()));
        }
    }

    private void complete(HttpClientResponse head) {
        if (ended) {
            return;
        }
        Result result = classifier.complete(head, prepared.party(asked), prepared.grpc());
        end(prepared.isExpected(head.statusCode(), body) ? result : result.notAsExpected());
    }

    private void fail(Throwable failure) {
        ResultClass resultClass = ResultClassifier.failed(timestamps, failure);
        if (resultClass == ResultClass.TRUNCATED && response != null) {
            end(classifier.byHead(response, prepared.party(asked)).truncated());
        } else if (resultClass == ResultClass.TLS) {
            end(Result.withoutTls(ResultClassifier.tlsFailure(failure)));
        } else {
            end(Result.unanswered(resultClass));
        }
    }

    @Override
    void timeOut() {
        end(
                response != null
                        ? Result.late(response.statusCode())
                        : Result.unanswered(waitedForConnect() ? ResultClass.CONNECT_TIMEOUT : ResultClass.TIMEOUT));
        if (request != null) {
            request.reset();
        }
    }

    /** Returns whether no connection came to be; if one was open, this waited behind the attempts before it. */
    private boolean waitedForConnect() {
        return !timestamps.wasConnected() && !connections.anyOpenSince(backend, timestamps.dispatchedAt());
    }

    private void end(Result result) {
        if (ended) {
            return;
        }
        ended = true;
        deadlines.remove(this);
        timestamps.ended(nanoTime.getAsLong());
        observer.ended(timestamps, connections.isUnverified() ? result.withoutVerification() : result);
        release();
    }

    private void release() {
        if (ended && resolved && !released) {
            released = true;
            observer.released();
            connections.leave();
        }
    }
}
