package dev.faultline.injector.server;

import dev.faultline.injector.fault.Target;
import dev.faultline.platform.channel.InterimResponses;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to the services that it forwards to. They belong to the verticle on whose loop this is
 * made, and end with it.
 */
final class Upstreams {

    /** A head that we took from a caller is taken from an upstream too. */
    private static final int MAX_HEAD = 64 * 1024;

    private static final int CONNECT_MILLIS = 5_000;

    /** Longer than a connection may take, so that a connection that is not accepted can be told from one not free. */
    private static final int WAIT_MILLIS = 2 * CONNECT_MILLIS;

    /** Below the 5 s of Node.js, the shortest of the widespread ones: who is first to close avoids spurious failures. */
    private static final int IDLE_SECONDS = 4;

    /** Requests at once to one service over HTTP/1.1. */
    private static final int MAX_CONNECTIONS = 1024;

    /** Connections to one service over HTTP/2, each of them with as many streams as the service allows. */
    private static final int MAX_HTTP2_CONNECTIONS = 8;

    private static final int MAX_WAITING = 1024;

    /** What callers that read slowly leave in a connection must not keep the calls beside them waiting. */
    private static final int HTTP2_WINDOW = 4 * 1024 * 1024;

    /** What Vert.x calls the handler that reads HTTP/1.1. */
    private static final String CODEC = "codec";

    private final HttpClient http1;
    private final HttpClient http2;
    private final Vertx vertx;
    private final Consumer<ClientOptionsBase> tls;
    private final Map<Secure, HttpClient> overTls = new HashMap<>();
    private final Set<Exchange> open = new HashSet<>();
    private final String name;
    private @Nullable Via via;

    /**
     * @param name of this injector
     * @param tls sets whom to trust, and what to show, where TLS is spoken
     */
    Upstreams(Vertx vertx, String name, Consumer<ClientOptionsBase> tls) {
        this.vertx = vertx;
        this.name = name;
        this.tls = tls;
        http1 = client(vertx, http1());
        http2 = client(vertx, http2());
    }

    private static HttpClientOptions http1() {
        return new HttpClientOptions().setKeepAliveTimeout(IDLE_SECONDS);
    }

    private static HttpClientOptions http2() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(MAX_HEAD))
                .setHttp2ConnectionWindowSize(HTTP2_WINDOW);
    }

    /**
     * What is spoken over TLS.
     *
     * @param named whether the service has a name, also one without a dot, by which it is asked for: addresses never are (RFC 6066, 3)
     */
    private record Secure(boolean http2, boolean named) {}

    /** Few plans need them. */
    private HttpClient overTls(Target target, boolean overHttp2) {
        boolean address = NetUtil.isValidIpV4Address(target.host()) || NetUtil.isValidIpV6Address(target.host());
        return overTls.computeIfAbsent(
                new Secure(overHttp2, !address),
                secure -> client(
                        vertx,
                        overTls(secure.http2() ? http2().setUseAlpn(true) : http1())
                                .setForceSni(secure.named())));
    }

    private HttpClientOptions overTls(HttpClientOptions options) {
        options.setSsl(true).setSslHandshakeTimeout(CONNECT_MILLIS).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tls.accept(options);
        return options.setVerifyHost(!options.isTrustAll());
    }

    /** Returns a request over a connection to that service, kept or new; fails if there is none. */
    Future<HttpClientRequest> request(Target target, HttpMethod method, boolean overHttp2) {
        RequestOptions options = new RequestOptions()
                .setHost(target.host())
                .setPort(target.port())
                .setMethod(method)
                .setConnectTimeout(WAIT_MILLIS);
        HttpClient plain = overHttp2 ? http2 : http1;
        return (target.secure() ? overTls(target, overHttp2) : plain).request(options);
    }

    /** Returns how requests of the port that this one came to are marked when they are forwarded. */
    Via via(HttpServerRequest incoming) {
        if (via == null) {
            via = new Via(name, incoming.localAddress().port());
        }
        return via;
    }

    /** Counts an exchange among those that are forwarded, until it ends. */
    void track(Exchange exchange) {
        open.add(exchange);
        exchange.onEnd(() -> open.remove(exchange));
    }

    /** Returns when the answers of what is being forwarded now have left. */
    Future<?> quiet() {
        return Future.join(List.copyOf(open).stream().map(Exchange::sent).toList());
    }

    private static HttpClient client(Vertx vertx, HttpClientOptions options) {
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS)
                .setHttp2MaxSize(MAX_HTTP2_CONNECTIONS)
                .setMaxWaitQueueSize(MAX_WAITING);
        return vertx.httpClientBuilder()
                .with(options.setConnectTimeout(CONNECT_MILLIS)
                        .setTcpKeepAlive(true)
                        .setMaxInitialLineLength(MAX_HEAD)
                        .setMaxHeaderSize(MAX_HEAD))
                .with(pool)
                .withConnectHandler(Upstreams::opened)
                .build();
    }

    private static void opened(HttpConnection connection) {
        // Vert.x would log what the exchange learns too, and answers.
        connection.exceptionHandler(known -> {});
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 == null) {
            pipeline.addAfter(CODEC, null, new InterimResponses.Http1());
            RequestTrailers.write(pipeline, CODEC);
        } else {
            Http2ConnectionDecoder decoder = http2.decoder();
            decoder.frameListener(new InterimResponses.Http2(decoder.frameListener()));
        }
    }

    /** What forwarded requests say of the way they took (RFC 9110, 7.6.3), by which one that comes back is known. */
    static final class Via {

        static final String HEADER = "via";

        private static final Pattern NO_TOKEN = Pattern.compile("[^!#$%&'*+.^_`|~0-9A-Za-z-]");
        private static final Pattern SPACE = Pattern.compile("[ \\t]+");

        private final String receiver;

        /** @param name and port tell this injector from others that are in a row with it */
        Via(String name, int port) {
            receiver = NO_TOKEN.matcher(name).replaceAll("-") + ":" + port;
        }

        /** Returns what to add to a request. */
        String entry(boolean http2) {
            return (http2 ? "2 " : "1.1 ") + receiver + " (faultline)";
        }

        /** Returns whether a request that says this came this way before. */
        boolean isIn(List<String> headers) {
            for (String header : headers) {
                for (String entry : header.split(",", -1)) {
                    String[] parts = SPACE.split(entry.strip(), 3);
                    if (parts.length > 1 && parts[1].equals(receiver)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
