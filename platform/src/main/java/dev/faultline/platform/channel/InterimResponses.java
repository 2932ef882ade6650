package dev.faultline.platform.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Skips the interim (1xx) responses of a client's connection, so that the final one counts (RFC 9110, 15.2). Only 100 and
 * 103 go on: Vert.x knows those, and hands out the early hints to whoever asks for them.
 */
public final class InterimResponses {

    private InterimResponses() {}

    private static boolean isKnown(int status) {
        return status == HttpResponseStatus.CONTINUE.code() || status == HttpResponseStatus.EARLY_HINTS.code();
    }

    /**
     * For HTTP/1.1, after the codec. Any other than 100 and 103 Vert.x takes as the final response, and each one after it
     * as that of the next request. A 101 is no interim response: what follows it is another protocol, so it ends the
     * connection as what is not HTTP does, unless the request asked for it.
     */
    public static final class Http1 extends ChannelInboundHandlerAdapter {

        private boolean skipping;
        private boolean upgrading;

        /** Tells that the next request asks for another protocol; on the event loop of the connection. */
        public static void expectUpgrade(Channel channel) {
            Http1 responses = channel.pipeline().get(Http1.class);
            if (responses != null) {
                responses.upgrading = true;
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse head) {
                skipping = isSkipped(head);
            }
            if (!skipping) {
                context.fireChannelRead(message);
                return;
            }
            // An interim response has no body, but the codec ends it as it ends every response.
            skipping = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        }

        private boolean isSkipped(HttpResponse head) {
            if (head.decoderResult().isFailure() || head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                return false;
            }
            if (head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                if (!upgrading) {
                    head.setDecoderResult(
                            DecoderResult.failure(new ProtocolException("101 without having been asked")));
                }
                return false;
            }
            return !isKnown(head.status().code());
        }
    }

    /**
     * For HTTP/2, around the listener that is there. Any other than 100 and 103 Vert.x takes as the final response. An
     * interim response that ends its stream is malformed (RFC 9113, 8.1), and so is a 101, which HTTP/2 does not have
     * (8.6): either ends the stream.
     */
    public static final class Http2 extends Http2FrameListenerDecorator {

        /** @param listener what is told of everything else */
        public Http2(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean endOfStream)
                throws Http2Exception {
            if (!isSkipped(stream, headers, endOfStream)) {
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
            if (!isSkipped(stream, headers, endOfStream)) {
                super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
            }
        }

        private static boolean isSkipped(int stream, Http2Headers headers, boolean endOfStream) throws Http2Exception {
            // Trailers have none.
            @Nullable CharSequence status = headers.status();
            if (status == null || HttpStatusClass.valueOf(status) != HttpStatusClass.INFORMATIONAL) {
                return false;
            }
            if (endOfStream
                    || HttpResponseStatus.SWITCHING_PROTOCOLS.codeAsText().contentEquals(status)) {
                throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "%s is no final answer", status);
            }
            return !isKnown(HttpResponseStatus.parseLine(status).code());
        }
    }
}
