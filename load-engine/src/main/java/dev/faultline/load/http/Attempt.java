package dev.faultline.load.http;

import dev.faultline.load.engine.Sender;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.plan.Expectation;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request sent once, from its dispatch to its end, which is reported exactly once. Its deadline runs from the
 * dispatch and covers the wait for a connection too. Confined to the loop.
 */
final class Attempt extends Deadlines.Entry {

    private final PreparedRequest prepared;
    private final PreparedRequest.Call call;
    private final ResultClassifier classifier;
    private final ConnectionPool connections;
    private final Deadlines deadlines;
    private final LongSupplier nanoTime;
    private final Sender.Observer observer;
    private final AttemptTimestamps timestamps;
    private @Nullable Exchange exchange;
    private int status;
    /** Those of the answer; null before there is one. */
    private @Nullable MultiMap headers;
    /** Those of its connection; null if none are kept. */
    private @Nullable CookieJar cookies;
    /** The beginning of the answer's body; null if nobody looks at it. */
    private @Nullable Buffer body;

    private boolean resolved;
    private boolean ended;
    private boolean released;

    /** What carries attempts, or has them wait for that. */
    @FunctionalInterface
    interface Exchange {

        /** The attempt is over before its answer was. */
        void cancel(Attempt late);
    }

    Attempt(
            PreparedRequest prepared,
            PreparedRequest.Call call,
            long intended,
            HttpSender sender,
            Sender.Observer observer) {
        this.prepared = prepared;
        this.call = call;
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

    PreparedRequest.Call call() {
        return call;
    }

    boolean isEnded() {
        return ended;
    }

    /** Notes what is to be told if it ends before its answer. */
    void carriedBy(Exchange carrier) {
        exchange = carrier;
    }

    /**
     * A connection was granted.
     *
     * @param kept the cookies of the connection; null if none are kept
     */
    void connected(@Nullable CookieJar kept) {
        resolved = true;
        cookies = kept;
        timestamps.connected(nanoTime.getAsLong());
    }

    /** Returns the cookies that it sends, those of the plan first; null to leave the plan's. */
    @Nullable
    String cookies() {
        String kept = cookies == null ? null : cookies.header(call.uri(), nanoTime.getAsLong());
        String own = kept == null ? null : call.headers().get(HttpHeaders.COOKIE);
        return own == null ? kept : own + "; " + kept;
    }

    /** The head of the answer has come. */
    void answered(int code, MultiMap answer) {
        timestamps.firstByte(nanoTime.getAsLong());
        status = code;
        headers = answer;
        if (cookies != null) {
            cookies.keep(answer.getAll(HttpHeaders.SET_COOKIE), call.uri(), nanoTime.getAsLong());
        }
        if (prepared.looksAtBodies()) {
            body = Buffer.buffer();
        }
    }

    /** Returns whether it must be given the answer's body. */
    boolean looksAtBody() {
        return body != null;
    }

    /** A part of the answer's body has come. */
    void took(Buffer part) {
        if (body != null) {
            int room = Expectation.LONGEST_BODY - body.length();
            body.appendBuffer(part, 0, Math.min(room, part.length()));
        }
    }

    /**
     * The answer has come to its end.
     *
     * @param trailers null for none
     */
    void completed(@Nullable MultiMap trailers) {
        if (ended || headers == null) {
            return;
        }
        Result result = classifier.complete(status, headers, trailers, prepared.party(call.backend()), prepared.grpc());
        ended(prepared.isExpected(status, body) ? result : result.notAsExpected());
    }

    /** The connection was not granted, or it broke. */
    void failed(Throwable failure) {
        ResultClass resultClass = ResultClassifier.failed(timestamps, failure);
        if (resultClass == ResultClass.TRUNCATED && headers != null) {
            ended(classifier
                    .byHead(status, headers, prepared.party(call.backend()))
                    .truncated());
        } else if (resultClass == ResultClass.TLS) {
            ended(Result.withoutTls(ResultClassifier.tlsFailure(failure)));
        } else {
            ended(Result.unanswered(resultClass));
        }
    }

    @Override
    void timeOut() {
        ended(
                headers != null
                        ? Result.late(status)
                        : Result.unanswered(waitedForConnect() ? ResultClass.CONNECT_TIMEOUT : ResultClass.TIMEOUT));
        if (exchange != null) {
            exchange.cancel(this);
        }
    }

    /** Returns whether no connection came to be; if one was open, this waited behind the attempts before it. */
    private boolean waitedForConnect() {
        return !timestamps.wasConnected() && !connections.backends().anySince(call.server(), timestamps.dispatchedAt());
    }

    /** It has come to that end, if to none before. */
    void ended(Result result) {
        if (ended) {
            return;
        }
        ended = true;
        deadlines.remove(this);
        timestamps.ended(nanoTime.getAsLong());
        observer.ended(timestamps, connections.isUnverified() ? result.withoutVerification() : result);
        release();
    }

    /** It waits for no connection any more. */
    void left() {
        resolved = true;
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
