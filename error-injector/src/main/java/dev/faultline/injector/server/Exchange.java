package dev.faultline.injector.server;

import dev.faultline.injector.decide.Ending;
import dev.faultline.injector.decide.RequestFacts;
import dev.faultline.injector.fault.Http2Code;
import dev.faultline.wire.Require;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the event loop of its connection. */
final class Exchange implements RequestFacts {

    private static final CharSequence FAULT = HttpHeaders.createOptimized("x-faultline-fault");
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
    private static final String GRPC = "application/grpc";
    private static final String HOST = "host";
    private static final double NANOS_PER_MICRO = 1e3;
    private static final int INTERNAL_SERVER_ERROR = 500;

    private final HttpServerRequest request;
    private final long arrival;
    private final Loop loop;
    private @Nullable Ending<Act> ending;
    private @Nullable Runnable afterwards;
    private @Nullable Runnable hurry;
    private boolean bodyHeld;
    private boolean bodyTaken;
    private @Nullable Runnable forgetConnection;
    private Future<Void> sent = Future.succeededFuture();

    /** @param arrival by the clock of {@link System#nanoTime} */
    Exchange(HttpServerRequest request, long arrival, Loop loop) {
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
        // CONNECT over HTTP/2 has none.
        String path = request.path();
        return path == null ? "" : path;
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
        return values.isEmpty() && name.equalsIgnoreCase(HOST) ? List.of(host()) : values;
    }

    @Override
    public @Nullable String header(String name) {
        return request.headers().get(name);
    }

    @Override
    public boolean hasParameter(String name, String value) {
        String query = request.query();
        return query != null && QueryString.of(query).has(name, value);
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

    /** Returns the event loop that it belongs to. */
    Loop loop() {
        return loop;
    }

    /** Returns the connection beneath the protocol. */
    Wire wire() {
        return new Wire(request.connection());
    }

    /** Returns when the request arrived, by the clock of {@link System#nanoTime}. */
    long arrival() {
        return arrival;
    }

    /** Has something run, besides what was asked before, when the exchange has ended in whatever way. */
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
                forgetConnection = wire().whenClosed(this::runAfterwards);
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

    /** States what ends at once an act that takes its time. */
    void hurryBy(Runnable action) {
        hurry = action;
    }

    /** Ends at once the act that takes its time, if one does. */
    void hurry() {
        Runnable once = hurry;
        hurry = null;
        if (once != null) {
            once.run();
        }
    }

    /** States how the exchange is going to end, for the account of one whose caller leaves before. */
    void expect(Ending<Act> how) {
        ending = how;
    }

    /** Returns how it has ended, or was going to; absent if that was never decided. */
    @Nullable
    Ending<Act> ending() {
        return ending;
    }

    /** States in the answer how long it was held back. */
    void heldFor(Duration delay) {
        double millis = Math.round(delay.toNanos() / NANOS_PER_MICRO) / NANOS_PER_MICRO;
        response().headers().add(SERVER_TIMING, "fault;dur=" + Require.plain(millis));
    }

    /** Ends the exchange that way, with the fault said in the answer. */
    void end(Ending<Act> how) {
        ending = how;
        if (how.marker() != null) {
            response().putHeader(FAULT, how.marker());
        }
        how.act().perform(this);
        if (bodyHeld && !bodyTaken) {
            dropBody();
        }
    }

    /** Has the body wait for the act, which may want it, no more of it being read than fits into the buffers. */
    void holdBody() {
        if (!bodyHeld && !request.isEnded()) {
            request.pause();
            bodyHeld = true;
        }
    }

    /** Leaves the body, paused, to the act that asks for it. */
    HttpServerRequest takeBody() {
        holdBody();
        bodyTaken = true;
        return request;
    }

    /** Has the rest of the body read and dropped, like that of a request whose body nobody wants. */
    void dropBody() {
        if (!request.isEnded()) {
            request.handler(null).endHandler(null).resume();
        }
    }

    /** Does a part of the exchange; a bug of ours in it, which Vert.x logs, does not leave the caller waiting. */
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

    /** Does a part of the exchange after that time. */
    ScheduledFuture<?> after(long nanos, Runnable part) {
        return loop.after(nanos, () -> attempt(part));
    }

    /** Does a part of the exchange when what is due on its loop already has been done. */
    void soon(Runnable part) {
        loop.soon(() -> attempt(part));
    }

    /** Ends the exchange in the way that is left: by a 500, or by a reset within the answer. */
    private void fail() {
        HttpServerResponse response = response();
        if (response.headWritten()) {
            response.reset(Http2Code.INTERNAL_ERROR.number());
        } else {
            response.headers().remove(FAULT).remove(HttpHeaders.CONTENT_LENGTH);
            sent = response.setStatusCode(INTERNAL_SERVER_ERROR).end();
        }
    }

    /** Returns what the ending says about another try; absent if nobody knows. */
    @Nullable
    Duration retryAfter() {
        return ending == null ? null : ending.retryAfter().get();
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
            sent = sent.onComplete(done -> wire().finish());
        }
    }

    /** States when the answer has left, for what is not sent by {@link #send}. */
    void sentWhen(Future<Void> done) {
        sent = done;
    }

    /** Returns when the answer has left, or could not. */
    Future<Void> sent() {
        return sent;
    }
}
