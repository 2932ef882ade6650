package dev.faultline.injector.server;

import dev.faultline.injector.fault.Delivery;
import dev.faultline.platform.channel.RawConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Locale;
import java.util.Objects;

/**
 * What a caller and an upstream say to each other once the upstream has agreed to speak something else than HTTP over the
 * connection: WebSocket or another protocol after an upgrade, anything after a {@code CONNECT}. Their bytes are passed on as
 * they are, no faster than the other side takes them, and so is the end of either side's input. HTTP/1.1 only. Belongs to the
 * event loop of both connections.
 */
final class Tunnel {

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;
    private static final String HTTP2_CLEAR_TEXT = "h2c";

    /** What Vert.x calls its handler. */
    private static final String VERTX = "handler";

    private final ResponseWriter writer;
    private final HttpClientResponse answer;
    private final Promise<Void> over = Promise.promise();

    /** @param answer that agrees, by which the connection to the upstream is not HTTP any more */
    Tunnel(ResponseWriter writer, HttpClientResponse answer) {
        this.writer = writer;
        this.answer = answer;
    }

    /** Returns whether a request asks for one. An offer of HTTP/2 does not: to take it up would be the caller's wish, not its need. */
    static boolean isWantedBy(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (exchange.isHttp2()) {
            return request.method().equals(HttpMethod.CONNECT);
        }
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        // With a body, the answer would be in the new protocol while the request is still in the old one.
        boolean bodiless = !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && "0".equals(Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_LENGTH), "0"));
        return request.method().equals(HttpMethod.CONNECT)
                || (upgrade != null
                        && request.version() == HttpVersion.HTTP_1_1
                        && bodiless
                        && request.method().equals(HttpMethod.GET)
                        && request.headers().getAll(HttpHeaders.CONNECTION).stream()
                                .anyMatch(
                                        value -> value.toLowerCase(Locale.ROOT).contains("upgrade"))
                        && !upgrade.equalsIgnoreCase(HTTP2_CLEAR_TEXT));
    }

    /** Returns whether the answer to such a request agrees. */
    static boolean isAgreedBy(HttpClientResponse answer) {
        return answer.statusCode()
                == (answer.request().getMethod().equals(HttpMethod.CONNECT) ? OK : SWITCHING_PROTOCOLS);
    }

    /**
     * Passes the answer on, whose headers are written into that to the caller already, and then all that either side sends.
     *
     * @param most so many bytes reach the caller at most, then the connection to it ends
     * @param end how it ends then
     */
    void open(long most, Delivery.End end) {
        Exchange exchange = writer.exchange();
        exchange.sentWhen(over.future());
        exchange.onEnd(over::tryComplete);
        if (answer.statusCode() == SWITCHING_PROTOCOLS) {
            exchange.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
                    .putHeader(HttpHeaders.UPGRADE.toString(), answer.headers().getAll(HttpHeaders.UPGRADE));
        }
        Channel caller = ((ConnectionBase) exchange.request().connection()).channel();
        Channel upstream = ((ConnectionBase) answer.request().connection()).channel();
        Side fromCaller = new Side(upstream, Long.MAX_VALUE, end);
        Side fromUpstream = new Side(caller, most, end);
        // Sends the head, and takes the codec away.
        exchange.request().toNetSocket();
        join(caller, fromCaller);
        join(upstream, fromUpstream);
        // What came with the head of the answer, if that was read already.
        answer.handler(fromUpstream::passOn).resume();
        if (most == 0) {
            fromUpstream.cut();
        }
    }

    private static void join(Channel channel, Side side) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addBefore(VERTX, null, side);
        channel.config().setAutoRead(true);
    }

    /** What comes from one side, and goes to the other. */
    private static final class Side extends ChannelInboundHandlerAdapter {

        private final Channel to;
        private final Delivery.End end;
        private long left;
        private boolean over;

        Side(Channel to, long most, Delivery.End end) {
            this.to = to;
            this.end = end;
            left = most;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                passOn(bytes);
            } else {
                // The end of the head is still a message of HTTP.
                ReferenceCountUtil.release(message);
            }
        }

        void passOn(Buffer bytes) {
            passOn(Unpooled.wrappedBuffer(bytes.getBytes()));
            flush();
        }

        private void passOn(ByteBuf bytes) {
            if (over || left == 0) {
                bytes.release();
                return;
            }
            ByteBuf some = bytes.readableBytes() <= left ? bytes : bytes.writerIndex(bytes.readerIndex() + (int) left);
            left -= some.readableBytes();
            RawConnection.entry(to).write(some).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            if (left == 0) {
                cut();
            }
        }

        /** Ends the connection to where this goes, after what was passed on. */
        void cut() {
            over = true;
            RawConnection.entry(to).writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                RawConnection connection = new RawConnection(to);
                if (end == Delivery.End.RESET) {
                    connection.reset();
                } else {
                    connection.finish();
                }
            });
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            flush();
        }

        private void flush() {
            if (to.isActive()) {
                RawConnection.entry(to).flush();
            }
        }

        /** Who does not take what comes from the other side keeps that from being read. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            to.config().setAutoRead(context.channel().isWritable());
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent && !over) {
                over = true;
                Channel from = context.channel();
                RawConnection.entry(to).writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                    if (to instanceof DuplexChannel duplex && to.isActive() && !duplex.isInputShutdown()) {
                        RawConnection.shutDownOutput(duplex).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                    } else {
                        // Both sides have said all they had to say.
                        end(to);
                        end(from);
                    }
                });
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            over = true;
            if (to.isActive()) {
                RawConnection.entry(to).writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
            context.fireChannelInactive();
        }

        /** A connection that broke breaks the other one too. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            over = true;
            new RawConnection(to).reset();
            end(context.channel());
        }

        private static void end(Channel channel) {
            channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }
}
