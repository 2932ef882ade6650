package dev.faultline.load.send;

import dev.faultline.load.drive.Sender;
import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.SocketAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request sent once, from its dispatch to its end, which is told exactly once. Its deadline runs from the dispatch
 * and covers the wait for a connection too. Confined to the loop.
 */
final class Attempt extends Deadlines.Entry implements Handler<AsyncResult<HttpClientRequest>> {

    private final Kind kind;
    private final SocketAddress backend;
    private final Connections connections;
    private final Deadlines deadlines;
    private final LongSupplier nanoTime;
    private final Sender.Observer observer;
    private final Instants instants;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean resolved;
    private boolean ended;
    private boolean released;

    Attempt(Kind kind, SocketAddress backend, long intended, HttpSender sender, Sender.Observer observer) {
        this.kind = kind;
        this.backend = backend;
        this.connections = sender.connections();
        this.deadlines = sender.deadlines();
        this.nanoTime = sender.nanoTime();
        this.observer = observer;
        this.instants = new Instants(intended, nanoTime.getAsLong());
    }

    /** Returns when it was handed to the client. */
    long dispatched() {
        return instants.dispatchedAt();
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
        // Also of one that is handed back: where nobody listens Vert.x logs each reset as an error.
        granted.exceptionHandler(this::fail);
        if (ended) {
            // The deadline passed while waiting for the connection: hand it back unused.
            granted.reset();
            release();
            return;
        }
        instants.connected(nanoTime.getAsLong());
        request = granted;
        granted.response().onComplete(this::answered);
        connections.send(granted, kind.body());
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
        if (answer.failed()) {
            fail(answer.cause());
            return;
        }
        HttpClientResponse head = answer.result();
        instants.firstByte(nanoTime.getAsLong());
        response = head;
        head.exceptionHandler(this::fail);
        head.endHandler(nothing -> end(Answers.whole(head, kind.grpc())));
    }

    private void fail(Throwable failure) {
        ResultClass resultClass = Failures.classify(instants, failure);
        end(
                resultClass == ResultClass.TRUNCATED && response != null
                        ? Answers.begun(response).truncated()
                        : Result.unanswered(resultClass));
    }

    @Override
    void timeOut() {
        end(Result.unanswered(waitedForConnect() ? ResultClass.CONNECT_TIMEOUT : ResultClass.TIMEOUT));
        if (request != null) {
            request.reset();
        }
    }

    /** Returns whether no connection came to be: if one was open, this waited for those before it to be answered. */
    private boolean waitedForConnect() {
        return !instants.wasConnected() && !connections.anyOpenSince(backend, instants.dispatchedAt());
    }

    private void end(Result result) {
        if (ended) {
            return;
        }
        ended = true;
        deadlines.remove(this);
        instants.ended(nanoTime.getAsLong());
        observer.ended(instants, result);
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
