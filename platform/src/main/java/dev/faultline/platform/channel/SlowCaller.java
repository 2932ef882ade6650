package dev.faultline.platform.channel;

import dev.faultline.platform.wire.Require;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection that its caller keeps without using it: by a 408 if the head of a request is not complete in time, and
 * without a word if there was no request for too long. As long as a request is not answered, its connection is left alone,
 * however long that takes. A handshake of TLS counts as a head. Belongs to the event loop of the connection, as its first
 * handler, or the first one that sees what TLS has decrypted.
 *
 * <p>It looks from time to time rather than at every request, which would cost more than the request: a head is ended on
 * time, an idle connection at most {@link Bounds#head} late.
 */
public final class SlowCaller extends ChannelInboundHandlerAdapter {

    private final Bounds bounds;
    private final String headers;
    private final Http1Connection http1;
    private @Nullable ScheduledFuture<?> timer;
    private boolean chosen;
    private boolean used;
    private boolean headBegun;
    private long headSince;
    private long idleSince = System.nanoTime();

    /**
     * How long a caller may take.
     *
     * @param head for the head of a request, from its first byte
     * @param idle between two requests of a connection, and for a body that was answered before it was over
     * @param halfClosed for which a caller that closed its side is answered although nothing was sent to it
     */
    public record Bounds(Duration head, Duration idle, Duration halfClosed) {

        private static final Duration SHORTEST = Duration.ofMillis(100);
        private static final Duration LONGEST = Duration.ofHours(24);

        /** @throws dev.faultline.platform.wire.InvalidValue if one of them is not from 100ms to 1d */
        public Bounds {
            Require.between("head-timeout", head, SHORTEST, LONGEST);
            Require.between("idle-timeout", idle, SHORTEST, LONGEST);
            Require.between("half-close-timeout", halfClosed, SHORTEST, LONGEST);
        }
    }

    private SlowCaller(Bounds bounds, String headers) {
        this.bounds = bounds;
        this.headers = headers;
        http1 = new Http1Connection(bounds.halfClosed(), this::headCame);
    }

    /**
     * Watches a connection that was just accepted, and has no handler yet.
     *
     * @param headers lines, each with its end, that a 408 has besides those of every answer
     */
    public static void watch(Channel channel, Bounds bounds, String headers) {
        channel.pipeline().addLast(new SlowCaller(bounds, headers));
    }

    /** As {@link #watch(Channel, Bounds, String)}, of what comes out of that handler of a connection that has others already. */
    public static void watch(ChannelHandlerContext decrypting, Bounds bounds, String headers) {
        decrypting.pipeline().addAfter(decrypting.name(), null, new SlowCaller(bounds, headers));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel own = context.channel();
        own.closeFuture().addListener(closed -> stop());
        lookAgain(own);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!chosen) {
            chosen = true;
            context.pipeline().addLast(new ProtocolChosen());
        }
        if (!headBegun && !http1.isReading() && !isBusy(context.channel())) {
            headBegun = true;
            headSince = System.nanoTime();
        }
        context.fireChannelRead(message);
    }

    private void headCame() {
        used = true;
        headBegun = false;
    }

    private void look(Channel own) {
        Http2ConnectionHandler http2 = own.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            // What comes in between two requests may be a ping.
            headBegun = false;
        }
        if (isBusy(own)) {
            used = true;
        } else if (used) {
            used = false;
            idleSince = System.nanoTime();
        }
        if (headBegun && left(headSince, bounds.head()) <= 0) {
            new RawConnection(own).finishAfter(timeout());
        } else if (!used && left(idleSince, bounds.idle()) <= 0) {
            end(own, http2);
        } else {
            lookAgain(own);
        }
    }

    private void lookAgain(Channel own) {
        long next = bounds.head().toNanos();
        if (!used) {
            next = Math.min(next, left(idleSince, bounds.idle()));
        }
        if (headBegun) {
            next = Math.min(next, left(headSince, bounds.head()));
        }
        timer = own.eventLoop().schedule(() -> look(own), Math.max(1, next), TimeUnit.NANOSECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Returns whether a request of the connection is not answered yet. */
    private boolean isBusy(Channel own) {
        Http2ConnectionHandler http2 = own.pipeline().get(Http2ConnectionHandler.class);
        return http2 == null ? http1.isBusy() : http2.connection().numActiveStreams() > 0;
    }

    private static void end(Channel own, @Nullable Http2ConnectionHandler http2) {
        RawConnection connection = new RawConnection(own);
        if (http2 == null) {
            connection.finish();
        } else {
            Http2Connection streams = http2.connection();
            connection.goAway(Http2Error.NO_ERROR.code(), streams.remote().lastStreamCreated());
        }
    }

    private ByteBuf timeout() {
        String answer = "HTTP/1.1 408 Request Timeout\r\n" + headers + "connection: close\r\ncontent-length: 0\r\n\r\n";
        return Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1);
    }

    private static long left(long since, Duration bound) {
        return bound.toNanos() - (System.nanoTime() - since);
    }

    /**
     * Comes after the handler of Vert.x that tells HTTP/2 from HTTP/1.1 by the first bytes, and so before the ones that it adds
     * then: is reached when those are there, by what they are going to read.
     */
    private final class ProtocolChosen extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ChannelPipeline pipeline = context.pipeline();
            ChannelHandlerContext codec = pipeline.context(HttpResponseEncoder.class);
            if (codec != null) {
                pipeline.addAfter(codec.name(), null, http1);
            }
            pipeline.remove(this);
            context.fireChannelRead(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent) {
                // What came so far was no head yet.
                headBegun = false;
                idleSince = System.nanoTime();
            }
            context.fireUserEventTriggered(event);
        }
    }
}
