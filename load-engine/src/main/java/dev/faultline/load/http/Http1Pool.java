package dev.faultline.load.http;

import dev.faultline.load.plan.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HeadersAdaptor;
import io.vertx.core.impl.VertxInternal;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Connections of HTTP/1.1, which carry one request at a time. They are written on channels of Netty, without a client
 * between: what a request costs here is what a load costs (ADR 35). Confined to the loop.
 */
final class Http1Pool extends ConnectionPool {

    private static final Logger LOG = Logger.getLogger(Http1Pool.class);

    /** The longest status line in bytes. */
    static final int MAX_STATUS_LINE = 64 * 1024;

    private static final CharSequence KEEP_ALIVE = HttpHeaders.createOptimized("keep-alive");

    private static final HttpDecoderConfig DECODING = new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_STATUS_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            // What a target sends is counted as it is, be it ever so odd.
            .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(false))
            .setTrailersFactory(DefaultHttpHeadersFactory.trailersFactory().withValidation(false));

    private final Bootstrap bootstrap;
    private final Map<PreparedRequest.Place, Endpoint> endpoints = new HashMap<>();
    private boolean closed;

    Http1Pool(VertxEventLoop loop, Transport transport, @Nullable TlsClient tls, TlsClient.Handshakes handshakes) {
        super(loop, transport, tls, handshakes);
        VertxInternal vertx = loop.context().owner();
        this.bootstrap = new Bootstrap()
                .group(loop.context().nettyEventLoop())
                .channelFactory(vertx.transport().channelFactory(false))
                .resolver(vertx.nettyAddressResolverGroup())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis());
    }

    @Override
    void carry(Attempt attempt) {
        endpoints.computeIfAbsent(attempt.call().place(), Endpoint::new).carry(attempt);
    }

    @Override
    void closeConnections() {
        closed = true;
        for (Endpoint endpoint : List.copyOf(endpoints.values())) {
            endpoint.closeIdle();
        }
    }

    /** One place that connections lead to, and the attempts that wait for one. */
    private final class Endpoint implements Attempt.Exchange {

        private final PreparedRequest.Place place;
        /** Those of the latest use come first, so that the others may be closed by who is tired of them. */
        private final ArrayDeque<Connection> idle = new ArrayDeque<>();

        private final ArrayDeque<Attempt> waiting = new ArrayDeque<>();
        private int open;
        private int connecting;

        Endpoint(PreparedRequest.Place place) {
            this.place = place;
        }

        void carry(Attempt attempt) {
            Connection free = idle.pollLast();
            while (free != null && free.isExpired()) {
                free.close();
                free = idle.pollLast();
            }
            if (free != null) {
                free.send(attempt);
                return;
            }
            attempt.carriedBy(this);
            waiting.add(attempt);
            connectAsNeeded();
        }

        /** The attempt has waited too long. */
        @Override
        public void cancel(Attempt late) {
            waiting.remove(late);
            late.left();
        }

        private void connectAsNeeded() {
            while (connecting < waiting.size()
                    && open + connecting < transport().connections()) {
                connecting++;
                connect();
            }
        }

        private void connect() {
            Connection connection = new Connection(this);
            bootstrap
                    .clone()
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            connection.prepare(channel);
                        }
                    })
                    .connect(loop().context().owner().transport().convert(place.server()))
                    .addListener(connected -> {
                        if (!connected.isSuccess()) {
                            connection.fail(connected.cause());
                        }
                    });
        }

        void opened(Connection connection) {
            connecting--;
            open++;
            backends().opened(place.server(), loop().nanoTime());
            free(connection);
        }

        /** A connection may carry the next attempt. */
        void free(Connection connection) {
            Attempt next = waiting.poll();
            if (next != null) {
                connection.send(next);
            } else if (closed) {
                connection.close();
            } else {
                idle.add(connection);
            }
        }

        /** No connection came to be. Who has waited longest has waited for it. */
        void unconnected(Throwable cause) {
            connecting--;
            Attempt first = waiting.poll();
            if (first != null) {
                first.failed(cause);
                first.left();
            }
            goOn();
        }

        void closed(Connection connection) {
            open--;
            idle.remove(connection);
            backends().closed(place.server(), loop().nanoTime());
            goOn();
        }

        private void goOn() {
            connectAsNeeded();
            if (open + connecting == 0) {
                endpoints.remove(place, this);
            }
        }

        void closeIdle() {
            for (Connection connection : List.copyOf(idle)) {
                connection.close();
            }
        }
    }

    /** Decodes answers; of those to {@code HEAD} nothing but the head comes. */
    private static final class Decoder extends HttpResponseDecoder {

        private boolean headOnly;

        Decoder() {
            super(DECODING);
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return headOnly || super.isContentAlwaysEmpty(message);
        }
    }

    /** A connection, from the wish for it to its end. */
    private final class Connection extends ChannelInboundHandlerAdapter implements Attempt.Exchange {

        private final Endpoint endpoint;
        private final Decoder decoder = new Decoder();
        private State state = State.CONNECTING;
        private @Nullable ChannelHandlerContext context;
        /** Whose answer is awaited; null for nobody's. */
        private @Nullable Attempt attempt;

        /** Whether all of that answer has come. */
        private boolean answered;

        private @Nullable CookieJar cookies;
        private int requests;
        /** Whether what is read is an interim answer: it has no body, but the decoder ends it as it ends every answer. */
        private boolean interim;
        /** Whether it goes on after the answer that is awaited. */
        private boolean persistent = true;
        /** Until when the other side keeps it, by what that has said. */
        private long expires = Long.MAX_VALUE;

        Connection(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        /** On the loop, before it is connected. */
        void prepare(Channel channel) {
            TlsClient spoken = tls();
            if (spoken != null) {
                channel.pipeline()
                        .addLast(spoken.handler(
                                endpoint.place.host(), endpoint.place.port(), connectMillis(), handshakes()));
            }
            channel.pipeline().addLast(decoder, this);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        private ChannelHandlerContext context() {
            return Objects.requireNonNull(context, "it was prepared");
        }

        @Override
        public void channelActive(ChannelHandlerContext active) {
            if (tls() == null) {
                opened();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext told, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    opened();
                } else {
                    SSLHandshakeException failure = new SSLHandshakeException("no TLS came to be");
                    failure.initCause(handshake.cause());
                    fail(failure);
                }
            }
        }

        private void opened() {
            if (state == State.CONNECTING) {
                state = State.OPEN;
                endpoint.opened(this);
            }
        }

        /** Returns whether the other side may have closed it by now, of its own accord. */
        boolean isExpired() {
            return expires != Long.MAX_VALUE && expires - loop().nanoTime() <= 0;
        }

        void send(Attempt next) {
            attempt = next;
            PreparedRequest.Call call = next.call();
            cookies = cookies(cookies, call.host());
            next.connected(cookies);
            next.carriedBy(this);
            requests++;
            boolean last = requests >= requestsPerConnection();
            Http1Request request = call.http1();
            persistent = !last && request.isPersistent();
            decoder.headOnly = request.isHead();
            request.write(context(), last, next.cookies());
        }

        @Override
        public void channelRead(ChannelHandlerContext read, Object message) {
            try {
                if (state == State.OPEN) {
                    read((HttpObject) message);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void read(HttpObject message) {
            Attempt asked = attempt;
            if (asked == null || answered) {
                // Nobody has asked for it, and whoever came next would take it for his answer.
                persistent = false;
            } else if (message.decoderResult().isFailure()) {
                fail(message.decoderResult().cause());
            } else if (message instanceof HttpResponse head) {
                interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
                if (head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                    // What follows it is another protocol, which nobody has asked for.
                    fail(new ProtocolException("101 without having been asked"));
                } else if (!interim) {
                    persistent &= HttpUtil.isKeepAlive(head);
                    expires = expiry(head);
                    asked.answered(head.status().code(), new HeadersAdaptor(head.headers()));
                }
            } else if (message instanceof HttpContent content && !interim) {
                if (asked.looksAtBody()) {
                    asked.took(Buffer.buffer(ByteBufUtil.getBytes(content.content())));
                }
                answered = content instanceof LastHttpContent;
            }
        }

        /** All that has come is read. Not before is it known whether an answer was all. */
        @Override
        public void channelReadComplete(ChannelHandlerContext complete) {
            Attempt asked = attempt;
            if (asked != null && answered) {
                attempt = null;
                answered = false;
                if (persistent) {
                    endpoint.free(this);
                } else {
                    close();
                }
                asked.completed(null);
            } else if (asked == null && !persistent && state == State.OPEN) {
                close();
            }
        }

        /** Returns until when the other side keeps this if nobody uses it. */
        private long expiry(HttpResponse head) {
            String keepAlive = head.headers().get(KEEP_ALIVE);
            int seconds = keepAlive == null ? -1 : HttpUtils.parseKeepAliveHeaderTimeout(keepAlive);
            return seconds < 0 ? Long.MAX_VALUE : loop().nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        }

        /** The answer is not awaited any more. */
        @Override
        public void cancel(Attempt late) {
            attempt = null;
            close();
        }

        void close() {
            end();
            shut();
        }

        /** What remains of it is for nobody any more. */
        private void shut() {
            if (context != null) {
                context.close().addListener(closing -> {
                    if (!closing.isSuccess()) {
                        LOG.debug("a connection can't be closed", closing.cause());
                    }
                });
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
            fail(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext inactive) {
            fail(new PrematureChannelClosureException("closed"));
        }

        /** It has broken, or never came to be. */
        void fail(Throwable cause) {
            if (state == State.CONNECTING) {
                state = State.CLOSED;
                endpoint.unconnected(cause);
            } else {
                Attempt asked = attempt;
                attempt = null;
                end();
                if (asked != null && answered) {
                    asked.completed(null);
                } else if (asked != null) {
                    asked.failed(cause);
                }
            }
            shut();
        }

        private void end() {
            if (state == State.OPEN) {
                state = State.CLOSED;
                endpoint.closed(this);
            }
        }
    }

    /** How far a connection is. */
    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }
}
