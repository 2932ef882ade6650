package dev.faultline.injector.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * A connection beneath HTTP. What is done here is done to all exchanges of the connection, and bypasses the codecs: an
 * HTTP/2 connection that is closed by them waits for its streams first. What ends the connection first, ends it.
 */
final class Wire {

    /** How long the caller has to close its side after ours. */
    private static final long LINGER_SECONDS = 2;

    private final Channel channel;

    Wire(HttpConnection connection) {
        channel = ((ConnectionBase) connection).channel();
    }

    /** Sends an RST, and forgets whatever was not sent yet. */
    void reset() {
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
    void finish() {
        finishAfter(Unpooled.EMPTY_BUFFER);
    }

    /** Sends these bytes as they are, and then a FIN. */
    void finishAfter(ByteBuf bytes) {
        if (isOver()) {
            bytes.release();
            return;
        }
        channel.pipeline().addFirst(new Silence());
        // Even without bytes: a shutdown forgets what is not flushed, such as the answer before this one.
        var unused = channel.pipeline().firstContext().writeAndFlush(bytes).addListener(written -> shutDown());
    }

    /**
     * Sends a GOAWAY, unless an earlier one has said the same or more, and a FIN when the streams that it counts as
     * processed are done. Netty's own way would not wait for them after an error code, and Vert.x' after none.
     *
     * @param last streams above it end without an answer
     */
    void goAway(long code, int last) {
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
        var unused = handler.encoder()
                .frameWriter()
                .writeGoAway(context, last, code, Unpooled.EMPTY_BUFFER, context.newPromise());
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

    /** Has something done when the connection is closed for good; returns what takes that back. */
    Runnable whenClosed(Runnable action) {
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
        if (channel instanceof DuplexChannel duplex) {
            Future<?> unused = duplex.shutdownOutput();
            Future<?> end = channel.eventLoop().schedule(() -> close(channel), LINGER_SECONDS, TimeUnit.SECONDS);
            unused = channel.closeFuture().addListener(closed -> end.cancel(false));
        } else {
            close(channel);
        }
    }

    private static void close(Channel channel) {
        var context = channel.pipeline().firstContext();
        if (context != null) {
            var unused = context.close();
        }
    }
}
