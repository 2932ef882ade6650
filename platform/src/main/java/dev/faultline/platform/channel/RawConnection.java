package dev.faultline.platform.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection beneath HTTP, to end it. What is done here is done to all exchanges of the connection, and bypasses the
 * codecs: an HTTP/2 connection that is closed by them waits for its streams first. Over TLS what is sent is encrypted, and a
 * FIN comes behind the {@code close_notify} that tells an end from a cut (RFC 8446, 6.1). What ends the connection first, ends
 * it. Belongs to the event loop of the connection.
 */
public final class RawConnection {

    private static final Logger LOG = Logger.getLogger(RawConnection.class);

    /** How long the caller has to close its side after ours. */
    private static final long LINGER_SECONDS = 2;

    private final Channel channel;

    /** @param channel on whose event loop all of this is done */
    public RawConnection(Channel channel) {
        this.channel = channel;
    }

    /** Sends an RST, and forgets whatever was not sent yet. */
    public void reset() {
        if (isOver()) {
            return;
        }
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        close(channel);
    }

    /**
     * Sends a FIN after what was sent. The connection is closed for good once the caller has closed its side: closed
     * earlier, a part of the request that was not read yet would turn the FIN into an RST.
     */
    public void finish() {
        finishAfter(Unpooled.EMPTY_BUFFER);
    }

    /** Sends these bytes as they are, and then a FIN. */
    public void finishAfter(ByteBuf bytes) {
        if (isOver()) {
            bytes.release();
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null && !tls.handshakeFuture().isSuccess()) {
            // Nothing can be said that would be understood.
            bytes.release();
            channel.pipeline().addFirst(new Silence());
            shutDown();
            return;
        }
        silence();
        // Even without bytes: a shutdown forgets what is not flushed, such as the answer before this one.
        entry(channel).writeAndFlush(bytes).addListener(written -> shutDown());
    }

    /** Puts the silence where nothing but TLS comes before it. */
    private void silence() {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst(new Silence());
        } else {
            pipeline.addAfter(tls.name(), null, new Silence());
        }
    }

    /**
     * Returns from where bytes go out as they are, bypassing all codecs, but encrypted over TLS.
     *
     * @throws IllegalStateException if the connection has no handler
     */
    public static ChannelHandlerContext entry(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            return present(pipeline.firstContext());
        }
        List<String> names = pipeline.names();
        return present(pipeline.context(names.get(names.indexOf(tls.name()) + 1)));
    }

    private static ChannelHandlerContext present(@Nullable ChannelHandlerContext context) {
        if (context == null) {
            throw new IllegalStateException("a connection has no handler");
        }
        return context;
    }

    /** Sends a FIN behind what was sent; completes when it has left. */
    public static ChannelFuture shutDownOutput(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null || !tls.handshakeFuture().isSuccess()) {
            return channel.shutdownOutput();
        }
        ChannelPromise sent = channel.newPromise();
        tls.closeOutbound().addListener(told -> channel.shutdownOutput(sent).addListener(RawConnection::logFailure));
        return sent;
    }

    /**
     * Sends a GOAWAY, unless an earlier one has said the same or more, and a FIN when the streams that it counts as
     * processed are done. Netty's own way would not wait for them after an error code, and Vert.x' after none.
     *
     * @param last streams above it end without an answer
     */
    public void goAway(long code, int last) {
        if (isOver()) {
            return;
        }
        var handler = channel.pipeline().get(Http2ConnectionHandler.class);
        Http2Connection http2 = handler.connection();
        boolean first = !http2.goAwaySent();
        if (!first && last >= http2.remote().lastStreamKnownByPeer()) {
            return;
        }
        try {
            http2.goAwaySent(last, code, Unpooled.EMPTY_BUFFER);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        var context = channel.pipeline().context(handler);
        handler.encoder()
                .frameWriter()
                .writeGoAway(context, last, code, Unpooled.EMPTY_BUFFER, context.newPromise())
                .addListener(RawConnection::logFailure);
        context.flush();
        if (http2.numActiveStreams() == 0) {
            finish();
        } else if (first) {
            http2.addListener(new Http2ConnectionAdapter() {
                @Override
                public void onStreamClosed(Http2Stream stream) {
                    if (http2.numActiveStreams() == 0) {
                        finish();
                    }
                }
            });
        }
    }

    /** Sends a GOAWAY without an error, which counts as processed every stream that has begun, and a FIN after them. */
    public void goAway() {
        if (!isOver()) {
            var handler = channel.pipeline().get(Http2ConnectionHandler.class);
            goAway(Http2Error.NO_ERROR.code(), handler.connection().remote().lastStreamCreated());
        }
    }

    /** Runs something when the connection is closed for good; returns what cancels that. */
    public Runnable whenClosed(Runnable action) {
        ChannelFutureListener listener = closed -> action.run();
        channel.closeFuture().addListener(listener);
        return () -> channel.closeFuture().removeListener(listener);
    }

    private boolean isOver() {
        return !channel.isOpen() || channel.pipeline().get(Silence.class) != null;
    }

    private void shutDown() {
        if (!channel.isActive()) {
            return;
        }
        channel.config().setAutoRead(true);
        // From now on a FIN of the caller is what is waited for.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        if (channel instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
            shutDownOutput(duplex).addListener(sent -> {
                Future<?> end = channel.eventLoop().schedule(() -> close(channel), LINGER_SECONDS, TimeUnit.SECONDS);
                channel.closeFuture().addListener(closed -> end.cancel(false));
            });
        } else {
            close(channel);
        }
    }

    private static void close(Channel channel) {
        var context = channel.pipeline().firstContext();
        if (context != null) {
            context.close().addListener(RawConnection::logFailure);
        }
    }

    /** The caller is gone; that is what most callers of this service are meant to do sooner or later. */
    private static void logFailure(Future<?> done) {
        if (!done.isSuccess()) {
            LOG.debugf(done.cause(), "a connection could not be ended as planned");
        }
    }

    /** Drops what still comes in, so that nobody answers it, and what the codecs still want to send. */
    private final class Silence extends ChannelDuplexHandler {

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
            // An upgrade to HTTP/2 takes all other handlers away, when the body of the request that asked for it is
            // over.
            if (context.channel().isOpen()) {
                silence();
            }
        }
    }
}
