package dev.faultline.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1.1 in the bytes in which it is sent: those of one that is sent again are kept. Confined to the loop. */
final class Http1Request {

    private static final Encoder ENCODER = new Encoder();

    /** Those for which a body is usual: without one they say so (RFC 9110, 8.6). */
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final HttpRequest request;
    private final @Nullable Buffer body;
    private boolean written;
    private @Nullable ByteBuf keptHead;
    private @Nullable ByteBuf keptLastHead;
    private @Nullable ByteBuf keptBody;

    /** @param authority what it says as its host, if the headers do not */
    Http1Request(String method, String uri, String authority, MultiMap headers, @Nullable Buffer body) {
        this.request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), uri);
        for (Map.Entry<String, String> header : headers) {
            request.headers().add(header.getKey(), header.getValue());
        }
        if (!request.headers().contains(HttpHeaderNames.HOST)) {
            request.headers().set(HttpHeaderNames.HOST, authority);
        }
        if ((body != null || WITH_BODY.contains(request.method())) && !HttpUtil.isContentLengthSet(request)) {
            HttpUtil.setContentLength(request, body == null ? 0 : body.length());
        }
        this.body = body == null || body.length() == 0 ? null : body;
    }

    /** Returns whether nothing but the head of the answer comes. */
    boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /** Returns whether its own headers let the connection go on. */
    boolean isPersistent() {
        return HttpUtil.isKeepAlive(request);
    }

    /**
     * Sends it.
     *
     * @param last whether it is the last one on its connection
     * @param cookies the whole header of that name; null to leave what there is
     */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // Whoever handles the connection is told of failures of a void promise.
    void write(ChannelHandlerContext connection, boolean last, @Nullable String cookies) {
        boolean again = written;
        written = true;
        ByteBuf head = again && cookies == null
                ? head(last).duplicate()
                : encoded(with(last, cookies), connection.alloc().ioBuffer());
        if (body == null) {
            connection.writeAndFlush(head, connection.voidPromise());
        } else {
            connection.write(head, connection.voidPromise());
            connection.writeAndFlush(again ? body(body).duplicate() : heap(body), connection.voidPromise());
        }
    }

    private ByteBuf head(boolean last) {
        ByteBuf kept = last ? keptLastHead : keptHead;
        if (kept == null) {
            kept = direct(encoded(with(last, null), Unpooled.buffer()));
            if (last) {
                keptLastHead = kept;
            } else {
                keptHead = kept;
            }
        }
        return kept;
    }

    private ByteBuf body(Buffer bytes) {
        if (keptBody == null) {
            keptBody = direct(heap(bytes));
        }
        return keptBody;
    }

    private static ByteBuf heap(Buffer bytes) {
        return Unpooled.wrappedBuffer(bytes.getBytes());
    }

    private HttpRequest with(boolean last, @Nullable String cookies) {
        if (!last && cookies == null) {
            return request;
        }
        HttpRequest copy = new DefaultHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                request.headers().copy());
        if (last) {
            copy.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        if (cookies != null) {
            copy.headers().set(HttpHeaderNames.COOKIE, cookies);
        }
        return copy;
    }

    private static ByteBuf encoded(HttpRequest request, ByteBuf into) {
        ENCODER.encode(request, into);
        return into;
    }

    /** Outside the heap, so that nothing is copied when it is sent, and freed as objects are. */
    private static ByteBuf direct(ByteBuf bytes) {
        ByteBuffer copy = ByteBuffer.allocateDirect(bytes.readableBytes());
        bytes.getBytes(bytes.readerIndex(), copy);
        copy.flip();
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(copy));
    }

    /** Writes heads as Netty does for its channels. */
    private static final class Encoder extends HttpRequestEncoder {

        private static final int END_OF_LINE = '\r' << Byte.SIZE | '\n';

        void encode(HttpRequest request, ByteBuf into) {
            into.writeCharSequence(
                    request.method() + " " + request.uri() + " " + request.protocolVersion() + "\r\n",
                    StandardCharsets.UTF_8);
            encodeHeaders(request.headers(), into);
            into.writeShort(END_OF_LINE);
        }
    }
}
