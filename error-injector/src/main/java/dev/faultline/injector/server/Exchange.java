package dev.faultline.injector.server;

import dev.faultline.injector.decide.Outcome;
import dev.faultline.injector.decide.RequestFacts;
import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.plan.PathPattern;
import dev.faultline.platform.channel.RawConnection;
import dev.faultline.platform.wire.Require;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the event loop of its connection. */
final class Exchange implements RequestFacts {

    private static final CharSequence FAULT = HttpHeaders.createOptimized("x-faultline-fault");
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
    private static final String GRPC = "application/grpc";
    private static final String HOST = "host";
    private static final double NANOS_PER_MICRO = 1e3;
    private static final int INTERNAL_SERVER_ERROR = 500;

    /** More parameters than this are not looked at. */
    private static final int MOST_PARAMETERS = 1000;

    private final HttpServerRequest request;
    private final long arrival;
    private final EventLoop loop;
    private @Nullable String path;
    private @Nullable Map<String, List<String>> parameters;
    private @Nullable Outcome<Action> outcome;
    private @Nullable Runnable afterwards;
    private @Nullable Runnable hurry;
    private boolean bodyHeld;
    private boolean bodyTaken;
    private @Nullable Runnable forgetConnection;
    private boolean continued;
    private Future<Void> sent = Future.succeededFuture();

    /** @param arrival by the clock of {@link System#nanoTime} */
    Exchange(HttpServerRequest request, long arrival, EventLoop loop) {
        this.request = request;
        this.arrival = arrival;
        this.loop = loop;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        if (path == null) {
            path = PathPattern.normalised(sentPath());
        }
        return path;
    }

    /** Returns the path without the query string, as it was sent. */
    String sentPath() {
        // CONNECT over HTTP/2 has none.
        String sent = request.path();
        return sent == null ? "" : sent;
    }

    @Override
    public String host() {
        // HTTP/2 has the authority in place of the header; Vert.x reads either, but has none for what is malformed.
        var authority = request.authority();
        if (authority != null) {
            return authority.toString();
        }
        String header = request.getHeader(HttpHeaders.HOST);
        return header == null ? "" : header;
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() && name.equalsIgnoreCase(HOST) && !host().isEmpty() ? List.of(host()) : values;
    }

    @Override
    public @Nullable String header(String name) {
        return request.headers().get(name);
    }

    @Override
    public List<String> parameters(String name) {
        if (parameters == null) {
            String query = request.query();
            parameters = query == null ? Map.of() : decoded(query);
        }
        return parameters.getOrDefault(name, List.of());
    }

    /** Returns the parameters of a query string; none if it cannot be decoded. */
    private static Map<String, List<String>> decoded(String query) {
        try {
            return new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MOST_PARAMETERS).parameters();
        } catch (IllegalArgumentException malformed) {
            return Map.of();
        }
    }

    @Override
    public boolean isGrpc() {
        String contentType =
                request.version() == HttpVersion.HTTP_2 ? request.getHeader(HttpHeaders.CONTENT_TYPE) : null;
        return contentType != null
                && contentType.startsWith(GRPC)
                && (contentType.length() == GRPC.length() || "+;".indexOf(contentType.charAt(GRPC.length())) >= 0);
    }

    boolean isHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    /** Returns whether the caller waits for a 100 before it sends the body (RFC 9110, 10.1.1). */
    boolean expectsContinue() {
        return request.version() != HttpVersion.HTTP_1_0
                && !continued
                && request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
    }

    /**
     * Lets a caller that waits for it send the body; the first time only. Everything that answers does this first, since many
     * a client takes an answer that comes alone for none; what ends the connection or the stream does not.
     */
    void sendContinue() {
        if (expectsContinue() && !response().headWritten() && !response().closed()) {
            response().writeContinue();
        }
        continued = true;
    }

    /**
     * Leaves a caller that waits for a 100 without one. What it sends next over HTTP/1.1 may be the body all the same, or
     * another request, and nobody could tell which: so the connection ends with the answer.
     */
    void withholdContinue() {
        if (expectsContinue() && !isHttp2() && !request.isEnded()) {
            endConnection();
        }
        continued = true;
    }

    /** Returns the event loop that it belongs to. */
    EventLoop loop() {
        return loop;
    }

    /** Returns the connection beneath HTTP. */
    RawConnection connection() {
        return connectionOf(request);
    }

    /** Returns the connection beneath HTTP that this came over. */
    static RawConnection connectionOf(HttpServerRequest request) {
        return new RawConnection(((ConnectionBase) request.connection()).channel());
    }

    /** Returns when the request arrived, by the clock of {@link System#nanoTime}. */
    long arrival() {
        return arrival;
    }

    /** Runs something, after what was added before, once the exchange has ended, however it ends. */
    void onEnd(Runnable action) {
        Runnable before = afterwards;
        afterwards = before == null
                ? action
                : () -> {
                    before.run();
                    action.run();
                };
        if (before == null) {
            response().endHandler(ended -> runAfterwards());
            if (!isHttp2()) {
                // Vert.x forgets the end handler if a pipelined request is still coming when the connection breaks.
                forgetConnection = connection().whenClosed(this::runAfterwards);
            }
        }
    }

    private void runAfterwards() {
        Runnable once = afterwards;
        afterwards = null;
        if (forgetConnection != null) {
            forgetConnection.run();
        }
        if (once != null) {
            once.run();
        }
    }

    /** Sets what makes an action that takes its time finish at once. */
    void hurryBy(Runnable action) {
        hurry = action;
    }

    /** Makes an action that takes its time finish at once; does nothing if there is none. */
    void hurry() {
        Runnable once = hurry;
        hurry = null;
        if (once != null) {
            once.run();
        }
    }

    /** Sets how the exchange is going to end, for the record of one whose caller leaves before that. */
    void expect(Outcome<Action> how) {
        outcome = how;
    }

    /** Returns how it ended, or was going to end; null if that was never decided. */
    @Nullable
    Outcome<Action> outcome() {
        return outcome;
    }

    /** Says in a header of the answer how long it was held back. */
    void heldFor(Duration delay) {
        double millis = Math.round(delay.toNanos() / NANOS_PER_MICRO) / NANOS_PER_MICRO;
        response().headers().add(SERVER_TIMING, "fault;dur=" + Require.plain(millis));
    }

    /** Ends the exchange that way; a header of the answer names the fault. */
    void end(Outcome<Action> how) {
        outcome = how;
        if (how.marker() != null) {
            response().putHeader(FAULT, how.marker());
        }
        how.action().perform(this);
        if (bodyHeld && !bodyTaken) {
            dropBody();
        }
    }

    /** Stops reading the body, beyond what fits into the buffers, until the action that may want it. */
    void holdBody() {
        if (!bodyHeld && !request.isEnded()) {
            request.pause();
            bodyHeld = true;
        }
    }

    /** Hands the body, paused, to the action that reads it. */
    HttpServerRequest takeBody() {
        holdBody();
        bodyTaken = true;
        return request;
    }

    /** Reads and drops the rest of the body, as for every request whose body nobody wants. */
    void dropBody() {
        if (!request.isEnded()) {
            request.handler(null).endHandler(null).resume();
        }
    }

    /** Runs a part of the exchange; if it throws, Vert.x logs that, and the caller is not left waiting. */
    void attempt(Runnable part) {
        boolean done = false;
        try {
            part.run();
            done = true;
        } finally {
            if (!done) {
                fail();
            }
        }
    }

    /** Runs a part of the exchange after that time. */
    ScheduledFuture<?> after(long nanos, Runnable part) {
        return loop.after(nanos, () -> attempt(part));
    }

    /** Runs a part of the exchange once everything already due on its loop has run. */
    void soon(Runnable part) {
        loop.soon(() -> attempt(part));
    }

    /** Ends the exchange in whichever way is left: a 500, or a reset in the middle of the answer. */
    private void fail() {
        HttpServerResponse response = response();
        if (response.headWritten()) {
            response.reset(Http2Code.INTERNAL_ERROR.number());
        } else {
            response.headers().remove(FAULT).remove(HttpHeaders.CONTENT_LENGTH);
            sent = response.setStatusCode(INTERNAL_SERVER_ERROR).end();
        }
    }

    /** Returns how long to wait before another try; null if nobody knows. */
    @Nullable
    Duration retryAfter() {
        return outcome == null ? null : outcome.retryAfter().get();
    }

    /** Makes the answer, of which nothing was sent yet, the last of its connection, and has it say so. */
    void endConnection() {
        if (isHttp2()) {
            connection().goAway();
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // Vert.x would promise to keep it open.
            response().headersEndHandler(head -> response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        } else {
            response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        // Vert.x' own way of closing would meet a body that is still coming with an RST, which can cost the answer.
        onEnd(connection()::finish);
    }

    /** Sends status and headers as they stand, and this body. */
    void send(Buffer body) {
        HttpServerResponse response = response();
        HttpMethod method = request.method();
        if (body.length() == 0) {
            sent = response.end();
        } else if (method.equals(HttpMethod.HEAD)) {
            // Vert.x would send the body over HTTP/2.
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            sent = response.end();
        } else {
            sent = response.end(body);
        }
        if (method.equals(HttpMethod.CONNECT) && !isHttp2()) {
            // After a 2xx the client takes the connection for a tunnel, which it is not.
            sent = sent.onComplete(done -> connection().finish());
        }
    }

    /** Sets when the answer has left, for answers not sent by {@link #send}. */
    void sentWhen(Future<Void> done) {
        sent = done;
    }

    /** Returns when the answer has left, or could not. */
    Future<Void> sent() {
        return sent;
    }
}
