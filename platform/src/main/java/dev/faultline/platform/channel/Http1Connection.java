package dev.faultline.platform.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a server's connection of HTTP/1.1 is at, and what Vert.x leaves undone there; between the codec and the handlers of
 * Vert.x.
 *
 * <p><b>A caller that closes its side</b> has either said all it had to say, or has left: both send a FIN. If it is owed
 * answers to requests that are whole, they are given, and the connection ends behind the last of them; anywhere else the FIN
 * ends it at once, as Netty has it. Who has announced its last request ({@code Connection: close}, HTTP/1.0) is answered
 * however long that takes: TCP's keep-alive knows within 70 s on Linux who has left nevertheless. All others, most of which
 * have run out of time, are answered if that begins within a bound, so that nothing is held for them much longer than they
 * are there; an answer that is under way learns of a caller that left by its RST. A stream of events has no end that anybody
 * could wait for: it ends with the FIN.
 *
 * <p><b>A minor version above 1</b> is understood as 1 (RFC 9110, 2.5), where Vert.x answers a 501.
 *
 * <p><b>An offer of HTTP/2 that expects a 100</b> is not taken up, which a server is free to do (RFC 9110, 7.8). Vert.x
 * switches before anybody has seen the request, without the 100 that has to come first; and whether there is to be one
 * is for those to say who have seen it. Over TLS none is: there HTTP/2 is agreed upon in the handshake (RFC 9113, 3.3), and
 * Vert.x would switch TLS off with HTTP/1.1.
 */
final class Http1Connection extends ChannelDuplexHandler {

    /** A kernel answers for a connection that its process has closed for 60 s, and resets it then. */
    private static final int PROBE_SECONDS = 10;

    /** Netty's own options of epoll, which services bring along and libraries do not; no other transport knows them. */
    private static final ChannelOption<Integer> KEEPALIVE_IDLE =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_KEEPIDLE");

    private static final ChannelOption<Integer> KEEPALIVE_INTERVAL =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_KEEPINTVL");

    private final Duration patience;
    private final Runnable headCame;
    private int owed;
    private boolean reading;
    private boolean last;
    private boolean halfClosed;
    /** Whether what is being sent is a stream of events. */
    private boolean endless;

    private long latestWrite;

    /**
     * @param patience how long a caller that closed its side without having announced that may be owed an answer
     * @param headCame is told of the head of each request
     */
    Http1Connection(Duration patience, Runnable headCame) {
        this.patience = patience;
        this.headCame = headCame;
    }

    /** Returns whether there is a request that is not answered completely. */
    boolean isBusy() {
        return owed > 0;
    }

    /** Returns whether there is a request that is not over, answered or not. */
    boolean isReading() {
        return reading;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** An upgrade to HTTP/2 takes this away, and a FIN ends all of its streams. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            owed++;
            reading = true;
            mend(request, context.pipeline().get(SslHandler.class) != null);
            last = !HttpUtil.isKeepAlive(request);
            headCame.run();
        }
        if (message instanceof LastHttpContent) {
            reading = false;
        }
        context.fireChannelRead(message);
    }

    private static void mend(HttpRequest request, boolean overTls) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() == 1 && version.minorVersion() > 1) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        HttpHeaders headers = request.headers();
        if ((overTls || headers.contains(HttpHeaderNames.EXPECT))
                && headers.contains(HttpHeaderNames.UPGRADE, Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, true)) {
            headers.remove(HttpHeaderNames.UPGRADE);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        latestWrite = System.nanoTime();
        ChannelPromise written = promise;
        if (message instanceof HttpResponse response && !isInterim(message)) {
            String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
            endless = type != null && type.startsWith("text/event-stream");
        }
        if (message instanceof LastHttpContent && !isInterim(message) && owed > 0) {
            owed--;
            endless = false;
            if (halfClosed && owed == 0) {
                written = promise.unvoid().addListener(ChannelFutureListener.CLOSE);
            }
        }
        super.write(context, message, written);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // Without the codec this is another protocol by now, and none of ours.
        boolean http = context.pipeline().get(HttpResponseEncoder.class) != null;
        if (event instanceof ChannelInputShutdownEvent && !halfClosed && http) {
            halfClosed = true;
            if (owed == 0 || reading || endless) {
                close(context);
            } else if (last) {
                probe(context.channel());
            } else {
                latestWrite = System.nanoTime();
                await(context, patience.toNanos());
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void await(ChannelHandlerContext context, long nanos) {
        var timer = context.executor()
                .schedule(
                        () -> {
                            long left = patience.toNanos() - (System.nanoTime() - latestWrite);
                            if (left > 0) {
                                await(context, left);
                            } else {
                                close(context);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
        context.channel().closeFuture().addListener(closed -> timer.cancel(false));
    }

    private static void close(ChannelHandlerContext context) {
        context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    private static void probe(Channel channel) {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setOption(KEEPALIVE_INTERVAL, PROBE_SECONDS);
        channel.config().setOption(KEEPALIVE_IDLE, PROBE_SECONDS);
    }
}
