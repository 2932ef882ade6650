package dev.faultline.load.http;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Transport;
import dev.faultline.platform.channel.InterimResponses;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a plan; plans with the same transport, and the same TLS if any, share them. It never retries. Closed when the last plan that
 * uses it has closed it and the last attempt has ended. Confined to the loop.
 */
final class ConnectionPool {

    /** The longest headers of a response in bytes, as HTTP/2 counts them; far beyond what servers send. */
    static final int MAX_HEADERS = 256 * 1024;

    /** The longest status line in bytes. */
    static final int MAX_STATUS_LINE = 64 * 1024;

    private static final int STREAMS_PER_CONNECTION = 100;
    /** What Vert.x calls the handler that reads HTTP/1.1. */
    private static final String VERTX_CODEC = "codec";

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Transport transport;
    private final @Nullable TlsClient tls;
    private final TlsClient.Handshakes handshakes;
    private final HttpClient client;
    private final @Nullable Integer requestsPerConnection;
    private final Map<HttpConnection, Use> uses = new HashMap<>();
    private final OpenBackends backends;
    private int users = 1;
    private int inFlight;

    /** Where an open connection leads, and how many requests it has carried. */
    private static final class Use {
        private @Nullable SocketAddress backend;
        private @Nullable CookieJar cookies;
        private int requests;
    }

    private ConnectionPool(Vertx vertx, Transport transport, @Nullable TlsClient tls, TlsClient.Handshakes handshakes) {
        this.vertx = vertx;
        this.transport = transport;
        this.tls = tls;
        this.handshakes = handshakes;
        this.requestsPerConnection = transport.requestsPerConnection();
        this.backends = new OpenBackends(transport.timeout().toNanos());
        // Each attempt reports its own end; without a handler Vert.x logs every connection that breaks.
        this.client = vertx.httpClientBuilder()
                .with(options())
                .with(pool(transport))
                .withConnectHandler(this::opened)
                .build();
    }

    /**
     * Returns connections for that plan: those of the plan before if its transport is the same.
     *
     * @param tls null if the target is spoken to without
     * @param handshakes is told of the handshakes of connections that are opened anew
     */
    static ConnectionPool open(
            Vertx vertx,
            LoadPlan plan,
            @Nullable TlsClient tls,
            TlsClient.Handshakes handshakes,
            @Nullable ConnectionPool before) {
        if (before != null && before.users > 0 && before.tls == tls && before.transport.equals(plan.transport())) {
            before.users++;
            return before;
        }
        return new ConnectionPool(vertx, plan.transport(), tls, handshakes);
    }

    HttpClient client() {
        return client;
    }

    /** Notes which backend a connection leads to: only who asked for it knows. */
    void granted(HttpConnection connection, SocketAddress backend) {
        Use use = uses.get(connection);
        if (use != null && use.backend == null) {
            use.backend = backend;
            backends.opened(backend, System.nanoTime());
        }
    }

    /**
     * Returns the cookies of that connection; null if the plan keeps none, or it is closed.
     *
     * @param host whose cookies they are
     */
    @Nullable
    CookieJar cookies(HttpConnection connection, String host) {
        Use use = transport.cookies() == null ? null : uses.get(connection);
        if (use == null) {
            return null;
        }
        if (use.cookies == null || !use.cookies.isOf(host)) {
            use.cookies = new CookieJar(host);
        }
        return use.cookies;
    }

    /** Returns whether a connection to the backend was open at any time since then. */
    boolean anyOpenSince(SocketAddress backend, long nanos) {
        return backends.anySince(backend, nanos);
    }

    /** Returns whether connections go over TLS for which any certificate will do. */
    boolean isUnverified() {
        return tls != null && !tls.verifies();
    }

    /** Returns whether a connection speaks what the plan asks for: by ALPN a server may have chosen something else. */
    boolean speaksProtocol(HttpConnection connection) {
        return isHttp2(connection) == transport.protocol().isHttp2();
    }

    private static boolean isHttp2(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline().get(Http2ConnectionHandler.class) != null;
    }

    /** Sends a request on its connection, which is closed after the last request that it may carry. */
    void send(HttpClientRequest request, @Nullable Buffer body) {
        boolean last = requestsPerConnection != null && isLast(request.connection(), requestsPerConnection);
        boolean http2 = transport.protocol().isHttp2();
        if (last && !http2) {
            request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (body == null) {
            request.end();
        } else {
            request.end(body);
        }
        if (last && http2) {
            // What is in flight on it goes on; nothing new gets it.
            drain(request.connection());
        }
    }

    private void drain(HttpConnection connection) {
        connection.shutdown(transport.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isLast(HttpConnection connection, int most) {
        Use use = uses.get(connection);
        return use != null && ++use.requests >= most;
    }

    /** Notes an attempt that wants a connection. */
    void enter() {
        inFlight++;
    }

    /** Notes that an attempt wants no connection any more. */
    void leave() {
        inFlight--;
        closeIfDone();
    }

    /** Notes that a plan uses this no more. */
    void close() {
        users--;
        closeIfDone();
    }

    /** Returns a pool of the same kind without open connections. */
    ConnectionPool renewed() {
        return new ConnectionPool(vertx, transport, tls, handshakes);
    }

    private void closeIfDone() {
        if (users == 0 && inFlight == 0) {
            client.close();
        }
    }

    private void opened(HttpConnection connection) {
        connection.exceptionHandler(failure -> {});
        skipInterimResponses(((ConnectionBase) connection).channel().pipeline(), isHttp2(connection));
        uses.put(connection, new Use());
        connection.closeHandler(nothing -> closed(connection));
    }

    private void closed(HttpConnection connection) {
        Use use = uses.remove(connection);
        if (use != null && use.backend != null) {
            backends.closed(use.backend, System.nanoTime());
        }
    }

    private static void skipInterimResponses(ChannelPipeline pipeline, boolean http2) {
        if (http2) {
            Http2ConnectionDecoder decoder =
                    pipeline.get(Http2ConnectionHandler.class).decoder();
            decoder.frameListener(new InterimResponses.Http2(decoder.frameListener()));
        } else {
            pipeline.addAfter(VERTX_CODEC, null, new InterimResponses.Http1());
        }
    }

    private HttpClientOptions options() {
        boolean http2 = transport.protocol().isHttp2();
        // Half of the attempt's time at most, so that a connection that never comes differs from a response that never
        // does.
        long connect = Math.max(1, Math.min(transport.timeout().toMillis() / 2, LONGEST_CONNECT.toMillis()));
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MultiplexingLimit(streams(transport))
                .setMaxInitialLineLength(MAX_STATUS_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MAX_HEADERS))
                .setKeepAliveTimeout(0)
                .setHttp2KeepAliveTimeout(0)
                .setConnectTimeout((int) connect);
        if (tls != null) {
            SSLEngineOptions engine = tls.engine(handshakes);
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setVerifyHost(tls.verifies())
                    .setSslEngineOptions(engine)
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(connect);
        }
        return options;
    }

    /** No more at a time than a connection may carry in all: what was granted can't be taken back. */
    private static int streams(Transport transport) {
        Integer most = transport.requestsPerConnection();
        return most == null ? STREAMS_PER_CONNECTION : Math.min(most, STREAMS_PER_CONNECTION);
    }

    private static PoolOptions pool(Transport transport) {
        return new PoolOptions()
                .setHttp1MaxSize(transport.connections())
                .setHttp2MaxSize(transport.connections())
                // The engine limits what is in flight, and counts what it sheds.
                .setMaxWaitQueueSize(-1);
    }

    /**
     * Which backends had a connection and when: that tells an attempt that waited for a busy connection from one that
     * waited while none came to be. Backends differ by where they listen, as connections do: a route may give one
     * address two names. Keeps no backend for longer than an attempt may ask about it. Confined to the loop.
     */
    static final class OpenBackends {

        private final long longestWaitNanos;
        private final Map<SocketAddress, State> states = new HashMap<>();

        private static final class State {
            private int open;
            private long lastOpen;
        }

        /** @param longestWaitNanos the longest that an attempt waits */
        OpenBackends(long longestWaitNanos) {
            this.longestWaitNanos = longestWaitNanos;
        }

        /** Notes that a connection to that backend is open. */
        void opened(SocketAddress backend, long now) {
            State state = states.get(backend);
            if (state == null) {
                states.values().removeIf(other -> other.open == 0 && now - other.lastOpen > longestWaitNanos);
                state = new State();
                states.put(backend, state);
            }
            state.open++;
        }

        /** Notes that an open connection was closed. */
        void closed(SocketAddress backend, long now) {
            State state = states.get(backend);
            if (state != null) {
                state.open--;
                state.lastOpen = now;
            }
        }

        /** Returns whether the backend had an open connection at any time since then. */
        boolean anySince(SocketAddress backend, long nanos) {
            State state = states.get(backend);
            return state != null && (state.open > 0 || state.lastOpen - nanos >= 0);
        }

        /** Returns how many backends it knows. */
        int size() {
            return states.size();
        }
    }
}
