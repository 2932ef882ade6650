package dev.faultline.injector.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/** Drops what still comes in, so that nobody answers it, and what the codecs still have to say. */
final class Silence extends ChannelDuplexHandler {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.trySuccess();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        // An upgrade to HTTP/2 takes all other handlers away, when the body of the request that asked for it is over.
        if (context.channel().isOpen()) {
            context.pipeline().addFirst(new Silence());
        }
    }
}
