package dev.faultline.injector.server;

import dev.faultline.injector.decide.Ending;
import dev.faultline.injector.decide.RequestFacts;
import dev.faultline.wire.Require;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;

/** One request and its answer. Belongs to the event loop of its connection. */
final class Exchange implements RequestFacts {

    private static final CharSequence FAULT = HttpHeaders.createOptimized("x-faultline-fault");
    private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
    private static final String GRPC = "application/grpc";
    private static final String HOST = "host";
    private static final double NANOS_PER_MICRO = 1e3;

    private final HttpServerRequest request;
    private Future<Void> sent = Future.succeededFuture();

    Exchange(HttpServerRequest request) {
        this.request = request;
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
    public boolean hasHeader(String name, String value) {
        MultiMap headers = request.headers();
        if (headers.contains(name, value, false)) {
            return true;
        }
        // HTTP/2 has the authority in place of the header.
        HostAndPort authority = name.equalsIgnoreCase(HOST) ? request.authority() : null;
        return authority != null && authority.toString().equals(value);
    }

    @Override
    public boolean isGrpc() {
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return contentType != null && contentType.startsWith(GRPC);
    }

    HttpServerResponse response() {
        return request.response();
    }

    /** States in the answer how long it was held back. */
    void heldFor(Duration delay) {
        double millis = Math.round(delay.toNanos() / NANOS_PER_MICRO) / NANOS_PER_MICRO;
        response().headers().add(SERVER_TIMING, "fault;dur=" + Require.plain(millis));
    }

    /** Ends the exchange that way, with the fault said in the answer. */
    void end(Ending<Act> ending) {
        if (ending.marker() != null) {
            response().putHeader(FAULT, ending.marker());
        }
        ending.act().perform(this);
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
        if (method.equals(HttpMethod.CONNECT) && request.version() != HttpVersion.HTTP_2) {
            // After a 2xx the client takes the connection for a tunnel, which it is not.
            sent = sent.onComplete(done -> request.connection().close());
        }
    }

    /** Returns when the answer has left, or could not. */
    Future<Void> sent() {
        return sent;
    }
}
