package dev.faultline.load.http;

import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.plan.Transport;
import dev.faultline.platform.channel.InterimResponses;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections of HTTP/2, which carry many requests at a time: those of Vert.x. Confined to the loop. */
final class Http2Pool extends ConnectionPool {

    private static final int STREAMS_PER_CONNECTION = 100;

    private final HttpClient client;
    private final Map<HttpConnection, Use> uses = new HashMap<>();

    /** Where an open connection leads, and how many requests it has carried. */
    private static final class Use {
        private @Nullable SocketAddress backend;
        private @Nullable CookieJar cookies;
        private int requests;
    }

    Http2Pool(VertxEventLoop loop, Transport transport, @Nullable TlsClient tls, TlsClient.Handshakes handshakes) {
        super(loop, transport, tls, handshakes);
        // Each attempt reports its own end; without a handler Vert.x logs every connection that breaks.
        this.client = loop.context()
                .owner()
                .httpClientBuilder()
                .with(options())
                .with(new PoolOptions()
                        .setHttp2MaxSize(transport.connections())
                        // The engine limits what is in flight, and counts what it sheds.
                        .setMaxWaitQueueSize(-1))
                .withConnectHandler(this::opened)
                .build();
    }

    private HttpClientOptions options() {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                // No more at a time than a connection may carry in all: what was granted can't be taken back.
                .setHttp2MultiplexingLimit(Math.min(requestsPerConnection(), STREAMS_PER_CONNECTION))
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MAX_HEADERS))
                .setHttp2KeepAliveTimeout(0)
                .setConnectTimeout(connectMillis());
        TlsClient spoken = tls();
        if (spoken != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setVerifyHost(spoken.verifies())
                    .setSslEngineOptions(spoken.engine(handshakes()))
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(connectMillis());
        }
        return options;
    }

    @Override
    void carry(Attempt attempt) {
        client.request(attempt.call().options()).onComplete(new Stream(attempt));
    }

    @Override
    void closeConnections() {
        client.close();
    }

    private void opened(HttpConnection connection) {
        connection.exceptionHandler(failure -> {});
        if (speaksHttp2(connection)) {
            Http2ConnectionDecoder decoder = ((ConnectionBase) connection)
                    .channel()
                    .pipeline()
                    .get(Http2ConnectionHandler.class)
                    .decoder();
            decoder.frameListener(new InterimResponses.Http2(decoder.frameListener()));
        }
        uses.put(connection, new Use());
        connection.closeHandler(nothing -> closed(connection));
    }

    /** By ALPN a server may have chosen something else. */
    private static boolean speaksHttp2(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline().get(Http2ConnectionHandler.class) != null;
    }

    private void closed(HttpConnection connection) {
        Use use = uses.remove(connection);
        if (use != null && use.backend != null) {
            backends().closed(use.backend, loop().nanoTime());
        }
    }

    /** Returns the use of a connection that leads there: only who asked for it knows. */
    private Use granted(HttpConnection connection, SocketAddress backend) {
        Use use = uses.get(connection);
        if (use == null) {
            // It has been closed by now.
            return new Use();
        }
        if (use.backend == null) {
            use.backend = backend;
            backends().opened(backend, loop().nanoTime());
        }
        return use;
    }

    /** An attempt on its stream, or on the way to it. */
    private final class Stream implements Attempt.Exchange, Handler<AsyncResult<HttpClientRequest>> {

        private final Attempt attempt;
        private @Nullable HttpClientRequest request;

        Stream(Attempt attempt) {
            this.attempt = attempt;
            attempt.carriedBy(this);
        }

        /** A connection was granted, or will not be. */
        @Override
        public void handle(AsyncResult<HttpClientRequest> connection) {
            if (connection.succeeded()) {
                granted(connection.result());
            } else {
                attempt.failed(connection.cause());
                attempt.left();
            }
        }

        private void granted(HttpClientRequest stream) {
            HttpConnection connection = stream.connection();
            Use use = Http2Pool.this.granted(connection, attempt.call().server());
            // Also on one that is handed back: without a handler Vert.x logs each reset as an error.
            stream.exceptionHandler(attempt::failed);
            if (attempt.isEnded()) {
                // The deadline passed while waiting for the connection: hand it back unused.
                stream.reset();
                attempt.left();
                return;
            }
            if (!speaksHttp2(connection)) {
                attempt.left();
                attempt.ended(Result.withoutTls(TlsFailure.PROTOCOL));
                stream.reset();
                connection.close();
                return;
            }
            request = stream;
            use.cookies = cookies(use.cookies, attempt.call().host());
            attempt.connected(use.cookies);
            stream.response().onComplete(this::answered);
            send(stream, ++use.requests >= requestsPerConnection());
        }

        private void send(HttpClientRequest stream, boolean last) {
            String cookies = attempt.cookies();
            if (cookies != null) {
                stream.putHeader(HttpHeaders.COOKIE, cookies);
            }
            if (attempt.call().body() == null) {
                stream.end();
            } else {
                stream.end(attempt.call().body());
            }
            if (last) {
                // What is in flight on it goes on; nothing new gets it.
                stream.connection().shutdown(transport().timeout().toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void answered(AsyncResult<HttpClientResponse> answer) {
            if (answer.failed()) {
                attempt.failed(answer.cause());
                return;
            }
            HttpClientResponse head = answer.result();
            attempt.answered(head.statusCode(), head.headers());
            head.exceptionHandler(attempt::failed);
            if (attempt.looksAtBody()) {
                head.handler(attempt::took);
            }
            head.endHandler(nothing -> attempt.completed(head.trailers()));
        }

        @Override
        public void cancel(Attempt late) {
            if (request != null) {
                request.reset();
            }
        }
    }
}
