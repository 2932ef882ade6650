package dev.faultline.load.send;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Protocol;
import dev.faultline.load.plan.Transport;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
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
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a plan asks for; plans that ask for the same share them. It never retries. Confined to the loop.
 */
final class Connections {

    /** The longest headers of an answer in bytes, as HTTP/2 counts them; far beyond what servers send. */
    static final int MAX_HEADERS = 256 * 1024;

    /** The longest status line in bytes. */
    static final int MAX_STATUS_LINE = 64 * 1024;

    private static final int STREAMS_PER_CONNECTION = 100;
    /** What Vert.x calls the handler that reads HTTP/1.1. */
    private static final String VERTX_CODEC = "codec";

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Transport transport;
    private final HttpClient client;
    private final @Nullable Integer requestsPerConnection;
    private final Map<HttpConnection, Use> uses = new HashMap<>();
    private final OpenBackends backends;
    private int users = 1;
    private int underWay;

    /** What an open connection is used for. */
    private static final class Use {
        private @Nullable SocketAddress backend;
        private int requests;
    }

    private Connections(Vertx vertx, Transport transport) {
        this.vertx = vertx;
        this.transport = transport;
        this.requestsPerConnection = transport.requestsPerConnection();
        this.backends = new OpenBackends(transport.timeout().toNanos());
        // Each attempt tells its own end; without a handler Vert.x logs every connection that breaks.
        this.client = vertx.httpClientBuilder()
                .with(options(transport))
                .with(pool(transport))
                .withConnectHandler(this::opened)
                .build();
    }

    /** Returns connections for that plan: those of the one before if they will do. */
    static Connections open(Vertx vertx, LoadPlan plan, @Nullable Connections before) {
        if (before != null && before.users > 0 && before.transport.equals(plan.transport())) {
            before.users++;
            return before;
        }
        return new Connections(vertx, plan.transport());
    }

    HttpClient client() {
        return client;
    }

    /** Notes to which backend a connection leads: only who asked for it knows. */
    void granted(HttpConnection connection, SocketAddress backend) {
        Use use = uses.get(connection);
        if (use != null && use.backend == null) {
            use.backend = backend;
            backends.opened(backend, System.nanoTime());
        }
    }

    /** Returns whether a connection to the backend has been open at any time since then. */
    boolean anyOpenSince(SocketAddress backend, long nanos) {
        return backends.anySince(backend, nanos);
    }

    /** Sends a request on its connection, which is closed after the last one that it may carry. */
    void send(HttpClientRequest request, @Nullable Buffer body) {
        boolean last = requestsPerConnection != null && isLast(request.connection(), requestsPerConnection);
        boolean http2 = transport.protocol() == Protocol.H2C;
        if (last && !http2) {
            request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Future<Void> unused = body == null ? request.end() : request.end(body);
        if (last && http2) {
            // What is under way on it goes on; nothing new gets it.
            drain(request.connection());
        }
    }

    private void drain(HttpConnection connection) {
        Future<Void> unused = connection.shutdown(transport.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isLast(HttpConnection connection, int most) {
        Use use = uses.get(connection);
        return use != null && ++use.requests >= most;
    }

    /** Notes an attempt that wants one of them. */
    void enter() {
        underWay++;
    }

    /** Notes that an attempt wants none of them any more. */
    void leave() {
        underWay--;
        closeIfDone();
    }

    /** Uses them no more; closes them when the last that uses them has done so, and the last attempt has ended. */
    void close() {
        users--;
        closeIfDone();
    }

    /** Returns connections of the same kind, none of which is open yet. */
    Connections renewed() {
        return new Connections(vertx, transport);
    }

    private void closeIfDone() {
        if (users == 0 && underWay == 0) {
            Future<Void> unused = client.close();
        }
    }

    private void opened(HttpConnection connection) {
        connection.exceptionHandler(failure -> {});
        passOverInterimAnswers(((ConnectionBase) connection).channel().pipeline());
        uses.put(connection, new Use());
        connection.closeHandler(nothing -> closed(connection));
    }

    private void closed(HttpConnection connection) {
        Use use = uses.remove(connection);
        if (use != null && use.backend != null) {
            backends.closed(use.backend, System.nanoTime());
        }
    }

    private void passOverInterimAnswers(ChannelPipeline pipeline) {
        if (transport.protocol() == Protocol.H2C) {
            Http2ConnectionDecoder decoder =
                    pipeline.get(Http2ConnectionHandler.class).decoder();
            decoder.frameListener(new InterimOverHttp2(decoder.frameListener()));
        } else {
            pipeline.addAfter(VERTX_CODEC, null, new InterimOverHttp1());
        }
    }

    private static HttpClientOptions options(Transport transport) {
        boolean http2 = transport.protocol() == Protocol.H2C;
        // Half of the attempt's time at most, so that a connection that never comes is told from an answer that never
        // does.
        long connect = Math.max(1, Math.min(transport.timeout().toMillis() / 2, LONGEST_CONNECT.toMillis()));
        return new HttpClientOptions()
                .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MultiplexingLimit(streams(transport))
                .setMaxInitialLineLength(MAX_STATUS_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MAX_HEADERS))
                .setKeepAliveTimeout(0)
                .setHttp2KeepAliveTimeout(0)
                .setConnectTimeout((int) connect);
    }

    /** No more at a time than a connection carries in all: what was granted can't be taken back. */
    private static int streams(Transport transport) {
        Integer most = transport.requestsPerConnection();
        return most == null ? STREAMS_PER_CONNECTION : Math.min(most, STREAMS_PER_CONNECTION);
    }

    private static PoolOptions pool(Transport transport) {
        return new PoolOptions()
                .setHttp1MaxSize(transport.connections())
                .setHttp2MaxSize(transport.connections())
                // The driver bounds what is under way, and counts what that sheds.
                .setMaxWaitQueueSize(-1);
    }
}
