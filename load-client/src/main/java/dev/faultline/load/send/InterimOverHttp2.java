package dev.faultline.load.send;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Passes over the interim answers of a connection, so that the final one counts (RFC 9110, 15.2). Vert.x knows 100 and
 * 103; any other it takes as the final one. An interim answer that ends its stream is malformed (RFC 9113, 8.1), and so
 * is a 101, which HTTP/2 does not have (8.6): either ends the stream.
 */
final class InterimOverHttp2 extends Http2FrameListenerDecorator {

    InterimOverHttp2(Http2FrameListener listener) {
        super(listener);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        if (!isInterim(stream, headers, endOfStream)) {
            super.onHeadersRead(context, stream, headers, padding, endOfStream);
        }
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
        if (!isInterim(stream, headers, endOfStream)) {
            super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
        }
    }

    private static boolean isInterim(int stream, Http2Headers headers, boolean endOfStream) throws Http2Exception {
        // Trailers have none.
        @Nullable CharSequence status = headers.status();
        if (status == null || HttpStatusClass.valueOf(status) != HttpStatusClass.INFORMATIONAL) {
            return false;
        }
        if (endOfStream || HttpResponseStatus.SWITCHING_PROTOCOLS.codeAsText().contentEquals(status)) {
            throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "%s is no final answer", status);
        }
        return true;
    }
}
