package dev.faultline.load.send;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request from its dispatch to its end, which is told exactly once. Its deadline is its own: it runs from the
 * dispatch and covers the wait for a connection too. Confined to one event loop.
 */
final class Attempt {

    private static final CharSequence FAULT = HttpHeaders.createOptimized("x-faultline-fault");
    private static final CharSequence BY = HttpHeaders.createOptimized("x-faultline-by");
    private static final CharSequence PROXY_ERROR = HttpHeaders.createOptimized("l5d-proxy-error");

    private final Instants instants;
    private final LongSupplier nanoTime;
    private final Observer observer;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable HttpClientRequest request;
    private @Nullable Result answer;
    private boolean resolved;
    private boolean ended;
    private boolean released;

    /** Is told of the end, and of when the client holds nothing of the attempt any more. */
    interface Observer {

        /** The attempt has come to its end; told once. */
        void ended(Instants instants, Result result);

        /**
         * The attempt holds no place in the client's queue any more; told once, at the end or later: one that timed
         * out while it waited for a connection keeps its place until the queue reaches it.
         */
        void released();
    }

    Attempt(long intended, LongSupplier nanoTime, Observer observer) {
        this.instants = new Instants(intended, nanoTime.getAsLong());
        this.nanoTime = nanoTime;
        this.observer = observer;
    }

    /** Sends the request. */
    void start(HttpClient client, RequestOptions options, EventLoop loop, long timeoutNanos) {
        deadline = loop.schedule(this::timeOut, timeoutNanos, TimeUnit.NANOSECONDS);
        client.request(options).onSuccess(this::connected).onFailure(this::notConnected);
    }

    private void notConnected(Throwable failure) {
        resolved = true;
        fail(failure);
        release();
    }

    private void connected(HttpClientRequest granted) {
        resolved = true;
        if (ended) {
            // The deadline passed while waiting for the connection: hand it back unused.
            granted.reset();
            release();
            return;
        }
        instants.connected(nanoTime.getAsLong());
        request = granted;
        granted.exceptionHandler(this::fail);
        granted.send().onSuccess(this::answered).onFailure(this::fail);
    }

    private void answered(HttpClientResponse response) {
        instants.firstByte(nanoTime.getAsLong());
        answer = Result.answered(
                response.statusCode(),
                response.headers().contains(BY),
                response.headers().contains(FAULT),
                response.headers().contains(PROXY_ERROR));
        response.exceptionHandler(this::fail);
        response.end().onSuccess(nothing -> finish()).onFailure(this::fail);
    }

    private void finish() {
        if (answer != null) {
            end(answer);
        }
    }

    private void fail(Throwable failure) {
        ResultClass resultClass = Failures.classify(instants, failure);
        end(
                resultClass == ResultClass.TRUNCATED && answer != null
                        ? answer.truncated()
                        : Result.unanswered(resultClass));
    }

    private void timeOut() {
        end(Result.unanswered(ResultClass.TIMEOUT));
        if (request != null) {
            request.reset();
        }
    }

    private void end(Result result) {
        if (ended) {
            return;
        }
        ended = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        instants.ended(nanoTime.getAsLong());
        observer.ended(instants, result);
        release();
    }

    private void release() {
        if (ended && resolved && !released) {
            released = true;
            observer.released();
        }
    }
}
