package dev.faultline.injector.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trailers of requests, which Vert.x reads past and has no way to send: they are read and written beneath it. Belongs to
 * the event loop of the connection.
 */
final class RequestTrailers {

    /** What Vert.x calls its handler. */
    private static final String VERTX = "handler";

    private RequestTrailers() {}

    /** Has those of a caller's connection kept until they are asked for; before its first request is handled. */
    static void keep(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 == null) {
            pipeline.addBefore(VERTX, null, new Http1Incoming());
        } else {
            Http2ConnectionDecoder decoder = http2.decoder();
            decoder.frameListener(new Http2Incoming(decoder.frameListener(), http2.connection()));
        }
    }

    /** Has those that are sent over an upstream's connection of HTTP/1.1 written; after that handler. */
    static void write(ChannelPipeline pipeline, String codec) {
        pipeline.addAfter(codec, null, new Http1Outgoing());
    }

    /** Tells that a request is handled now; what was kept of earlier ones of its connection is forgotten. */
    static void begin(HttpServerRequest request) {
        boolean chunked =
                request.version() != HttpVersion.HTTP_2 && request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        Http1Incoming http1 = chunked ? channel(request).pipeline().get(Http1Incoming.class) : null;
        if (http1 != null) {
            http1.begin(request.headers());
        }
    }

    /** Returns those of a request that is over. */
    static MultiMap of(HttpServerRequest request) {
        MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
        ChannelPipeline pipeline = channel(request).pipeline();
        if (request.version() == HttpVersion.HTTP_2) {
            Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
            if (http2 != null && http2.decoder().frameListener() instanceof Http2Incoming incoming) {
                incoming.copy(request.streamId(), trailers);
            }
        } else {
            Http1Incoming incoming = pipeline.get(Http1Incoming.class);
            if (incoming != null) {
                incoming.copy(request.headers(), trailers);
            }
        }
        return trailers;
    }

    /** Ends a request with these; those that its framing has no place for are left out. */
    static void end(HttpClientRequest request, MultiMap trailers) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        if (trailers.isEmpty()) {
            request.end();
        } else if (request.version() == HttpVersion.HTTP_2) {
            endStream(channel, request.streamId(), trailers);
        } else {
            Http1Outgoing outgoing = channel.pipeline().get(Http1Outgoing.class);
            if (outgoing != null && request.isChunked()) {
                outgoing.trailers = trailers;
            }
            request.end();
        }
    }

    private static void endStream(Channel channel, int stream, MultiMap trailers) {
        Http2Headers headers = new DefaultHttp2Headers();
        for (Map.Entry<String, String> trailer : trailers) {
            headers.add(trailer.getKey().toLowerCase(Locale.ROOT), trailer.getValue());
        }
        ChannelHandlerContext context = channel.pipeline().context(Http2ConnectionHandler.class);
        if (context != null) {
            Http2ConnectionHandler http2 = (Http2ConnectionHandler) context.handler();
            ChannelPromise written = context.newPromise();
            // A failure ends the stream, of which the request learns.
            http2.encoder()
                    .writeHeaders(context, stream, headers, 0, true, written)
                    .addListener(done -> {});
            context.flush();
        }
    }

    private static Channel channel(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel();
    }

    /** Keeps the trailers of chunked requests, in whose order they are handled. */
    private static final class Http1Incoming extends ChannelInboundHandlerAdapter {

        /** A request, known by its headers, which are the same object here and there. */
        private static final class Chunked {

            private final Object headers;
            private @Nullable LastHttpContent end;

            Chunked(Object headers) {
                this.headers = headers;
            }

            boolean has(Object others) {
                return headers == others;
            }
        }

        private final Deque<Chunked> requests = new ArrayDeque<>();
        private boolean chunked;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                chunked = HttpUtil.isTransferEncodingChunked(request);
                if (chunked) {
                    requests.add(new Chunked(request.headers()));
                }
            }
            if (chunked
                    && message instanceof LastHttpContent last
                    && !last.trailingHeaders().isEmpty()) {
                requests.getLast().end = last;
            }
            context.fireChannelRead(message);
        }

        void begin(MultiMap headers) {
            if (requests.stream().anyMatch(request -> request.has(headers))) {
                while (!requests.getFirst().has(headers)) {
                    requests.removeFirst();
                }
            }
        }

        void copy(MultiMap headers, MultiMap to) {
            Chunked first = requests.peekFirst();
            if (first != null && first.has(headers) && first.end != null) {
                first.end.trailingHeaders().forEach(trailer -> to.add(trailer.getKey(), trailer.getValue()));
            }
        }
    }

    /** Keeps the second block of headers of each stream. */
    private static final class Http2Incoming extends Http2FrameListenerDecorator {

        private final Http2Connection connection;
        private final Http2Connection.PropertyKey begun;
        private final Http2Connection.PropertyKey trailers;

        Http2Incoming(Http2FrameListener listener, Http2Connection connection) {
            super(listener);
            this.connection = connection;
            begun = connection.newKey();
            trailers = connection.newKey();
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean endOfStream)
                throws Http2Exception {
            keep(stream, headers);
            super.onHeadersRead(context, stream, headers, padding, endOfStream);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean endOfStream)
                throws Http2Exception {
            keep(stream, headers);
            super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
        }

        private void keep(int id, Http2Headers headers) {
            Http2Stream stream = connection.stream(id);
            if (stream != null && stream.setProperty(begun, true) != null) {
                stream.setProperty(trailers, headers);
            }
        }

        void copy(int id, MultiMap to) {
            Http2Stream stream = connection.stream(id);
            Http2Headers kept = stream == null ? null : stream.getProperty(trailers);
            if (kept != null) {
                kept.forEach(trailer ->
                        to.add(trailer.getKey().toString(), trailer.getValue().toString()));
            }
        }
    }

    /** Adds trailers to the end of the request for which they were left here; a connection has one request at a time. */
    private static final class Http1Outgoing extends ChannelOutboundHandlerAdapter {

        private @Nullable MultiMap trailers;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            MultiMap left = trailers;
            Object written = message;
            if (left != null && message instanceof LastHttpContent last) {
                trailers = null;
                DefaultLastHttpContent end = new DefaultLastHttpContent(last.content());
                left.forEach((name, value) -> end.trailingHeaders().add(name, value));
                written = end;
            }
            super.write(context, written, promise);
        }
    }
}
