package dev.faultline.load.send;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;

/**
 * Passes over the interim answers of a connection, so that the final one counts (RFC 9110, 15.2). Vert.x knows 100 and
 * 103; any other it takes as the final one, and each answer after it as that of the next request. A 101 is no interim
 * answer: what follows it is another protocol, which nobody asked for, so it ends the connection as what is no HTTP does.
 */
final class InterimOverHttp1 extends ChannelInboundHandlerAdapter {

    private boolean passingOver;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse head) {
            passingOver = isInterim(head);
        }
        if (!passingOver) {
            context.fireChannelRead(message);
            return;
        }
        // An interim answer has no body, but the codec ends it as it ends every answer.
        passingOver = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
    }

    private static boolean isInterim(HttpResponse head) {
        if (head.decoderResult().isFailure() || head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            return false;
        }
        if (head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            head.setDecoderResult(DecoderResult.failure(new ProtocolException("101 without having been asked")));
            return false;
        }
        return true;
    }
}
