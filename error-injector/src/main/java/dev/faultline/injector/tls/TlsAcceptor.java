package dev.faultline.injector.tls;

import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.HandshakeCounts;
import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.fault.TlsAlert;
import dev.faultline.injector.plan.FaultType;
import dev.faultline.platform.channel.RawConnection;
import dev.faultline.platform.channel.SlowCaller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections over TLS: asks the plan in force what befalls each of them when its caller has said hello, and does so. A
 * connection is counted when that is decided. Threadsafe; each connection belongs to its event loop.
 */
public final class TlsAcceptor {

    private final TlsContexts contexts;
    private final Supplier<? extends Decider<?>> deciders;
    private final ActiveFaults active;
    private final HandshakeCounts counts;
    private final SlowCaller.Bounds bounds;
    private final String signature;

    /** Handshakes that are held; who completes one with nothing has it go on without a fault. */
    private final Set<Promise<Optional<Tls>>> held = ConcurrentHashMap.newKeySet();

    /**
     * @param deciders gives what decides now
     * @param bounds of callers; the handshake may take as long as a head
     * @param signature the line by which answers say who gives them
     */
    public TlsAcceptor(
            TlsContexts contexts,
            Supplier<? extends Decider<?>> deciders,
            ActiveFaults active,
            HandshakeCounts counts,
            SlowCaller.Bounds bounds,
            String signature) {
        this.contexts = contexts;
        this.deciders = deciders;
        this.active = active;
        this.counts = counts;
        this.bounds = bounds;
        this.signature = signature;
    }

    /** Takes a connection that was just accepted, and has no handler yet. */
    public void accept(Channel channel) {
        channel.pipeline().addLast(new Hello());
    }

    /** Lets all handshakes that are held go on at once, without a fault. */
    public void releaseHeld() {
        held.forEach(each -> each.trySuccess(Optional.empty()));
    }

    /** Waits for the caller's hello, and then leaves the connection to what was drawn for it. */
    private final class Hello extends AbstractSniHandler<Optional<Tls>> {

        /** The first byte of every handshake. */
        private static final int HANDSHAKE = 22;

        private @Nullable ScheduledFuture<?> timer;
        /** Whether this leads to no handshake: what still comes is for nobody. */
        private boolean over;

        Hello() {
            // A handshake that is held may take longer than this would wait.
            super(0);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Exception {
            super.handlerAdded(context);
            ScheduledFuture<?> latest = context.channel()
                    .eventLoop()
                    .schedule(
                            () -> new RawConnection(context.channel()).finish(),
                            bounds.head().toNanos(),
                            TimeUnit.NANOSECONDS);
            timer = latest;
            context.channel().closeFuture().addListener(closed -> latest.cancel(false));
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            if (!over && in.isReadable() && in.getUnsignedByte(in.readerIndex()) != HANDSHAKE) {
                over = true;
                said(HandshakeCounts.NOT_TLS);
                String answer = "HTTP/1.1 400 Bad Request\r\n" + signature
                        + "content-type: text/plain\r\ncontent-length: 23\r\nconnection: close\r\n\r\n"
                        + "this port speaks HTTPS\n";
                new RawConnection(context.channel())
                        .finishAfter(Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1));
            }
            if (over) {
                in.skipBytes(in.readableBytes());
            } else {
                super.decode(context, in, out);
            }
        }

        private void said(String outcome) {
            if (timer != null) {
                timer.cancel(false);
            }
            counts.of(outcome).increment();
        }

        @Override
        protected Future<Optional<Tls>> lookup(ChannelHandlerContext context, @Nullable String sni) {
            Decider<?> decider = deciders.get();
            Tls fault = decider.handshake(sni == null ? "" : sni);
            if (fault instanceof Tls.Hang || fault instanceof Tls.Slow) {
                if (!active.enter(decider.plan().maxActiveFaults())) {
                    said(HandshakeCounts.OVERFLOW);
                    return context.executor().newSucceededFuture(Optional.empty());
                }
            }
            said(fault == null ? HandshakeCounts.NONE : FaultType.nameOf(fault.getClass()));
            return fault instanceof Tls.Hang hang
                    ? hang(context, hang)
                    : context.executor().newSucceededFuture(Optional.ofNullable(fault));
        }

        private Future<Optional<Tls>> hang(ChannelHandlerContext context, Tls.Hang hang) {
            Promise<Optional<Tls>> end = context.executor().newPromise();
            ScheduledFuture<?> bound = context.executor()
                    .schedule(
                            () -> end.trySuccess(Optional.of(hang)),
                            hang.bound().toNanos(),
                            TimeUnit.NANOSECONDS);
            held.add(end);
            end.addListener(ended -> {
                held.remove(end);
                bound.cancel(false);
                active.leave();
            });
            context.channel().closeFuture().addListener(closed -> end.tryFailure(new ClosedChannelException()));
            return end;
        }

        @Override
        protected void onLookupComplete(ChannelHandlerContext context, String sni, Future<Optional<Tls>> drawn) {
            if (drawn.isSuccess()) {
                @Nullable Tls fault = drawn.getNow().orElse(null);
                RawConnection connection = new RawConnection(context.channel());
                SslContext tls = contexts.of(fault);
                over = true;
                if (fault instanceof Tls.Reset) {
                    connection.reset();
                } else if (fault instanceof Tls.Close || fault instanceof Tls.Hang) {
                    connection.finish();
                } else if (fault instanceof Tls.Alert alert) {
                    connection.finishAfter(record(alert.code()));
                } else if (tls == null) {
                    connection.finishAfter(record(TlsAlert.PROTOCOL_VERSION));
                } else {
                    shakeHands(context, tls, fault instanceof Tls.Slow slow ? slow : null);
                }
            }
        }

        private void shakeHands(ChannelHandlerContext context, SslContext tls, Tls.@Nullable Slow slow) {
            SslHandler handler = tls.newHandler(context.alloc());
            SlowCaller.watch(context, bounds, signature);
            if (slow == null) {
                handler.setHandshakeTimeout(bounds.head().toNanos(), TimeUnit.NANOSECONDS);
            } else {
                handler.setHandshakeTimeoutMillis(0);
                handler.handshakeFuture().addListener(done -> active.leave());
                context.pipeline().addFirst(new Throttle(slow.bytesPerSecond(), handler.handshakeFuture()));
            }
            if (contexts.callers() != null) {
                context.pipeline().addFirst(new RefusedCaller(handler.handshakeFuture()));
            }
            context.pipeline().replace(this, null, handler);
        }

        /** Returns an alert in the form that every version of TLS understands before it was agreed upon (RFC 8446, 5.1). */
        private static ByteBuf record(TlsAlert alert) {
            return Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert.number()});
        }
    }

    /**
     * Ends a handshake that failed by a FIN: by TLS 1.3 a caller has sent its request by the time its certificate is looked at,
     * and a connection closed with that unread would end by an RST, which can cost the alert that says why.
     */
    private static final class RefusedCaller extends ChannelOutboundHandlerAdapter {

        private final Future<Channel> handshake;

        RefusedCaller(Future<Channel> handshake) {
            this.handshake = handshake;
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise closed) throws Exception {
            if (handshake.isDone()
                    && !handshake.isSuccess()
                    && context.channel().isActive()) {
                context.channel().closeFuture().addListener(done -> closed.trySuccess());
                new RawConnection(context.channel()).finish();
            } else {
                super.close(context, closed);
            }
        }
    }

    /** Sends slowly what a handshake has to say, and leaves what comes after it alone. */
    private static final class Throttle extends ChannelOutboundHandlerAdapter {

        /** How often at most; fewer bytes than one are not to be had. */
        private static final int TIMES_A_SECOND = 20;

        private final long bytesPerSecond;
        private final int atOnce;
        private final Future<Channel> handshake;
        private final Queue<Part> parts = new ArrayDeque<>();
        private @Nullable ScheduledFuture<?> next;

        private record Part(ByteBuf bytes, ChannelPromise written) {}

        Throttle(long bytesPerSecond, Future<Channel> handshake) {
            this.bytesPerSecond = bytesPerSecond;
            this.handshake = handshake;
            atOnce = (int) Math.max(1, bytesPerSecond / TIMES_A_SECOND);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise written) throws Exception {
            if (message instanceof ByteBuf bytes && !isOver()) {
                parts.add(new Part(bytes, written));
                if (next == null) {
                    later(context);
                }
            } else {
                super.write(context, message, written);
            }
        }

        private boolean isOver() {
            return handshake.isDone() && parts.isEmpty();
        }

        private void later(ChannelHandlerContext context) {
            next = context.executor()
                    .schedule(
                            () -> send(context),
                            TimeUnit.SECONDS.toNanos(1) * atOnce / bytesPerSecond,
                            TimeUnit.NANOSECONDS);
        }

        private void send(ChannelHandlerContext context) {
            Part part = parts.peek();
            if (part != null) {
                int count = Math.min(atOnce, part.bytes().readableBytes());
                ByteBuf some = part.bytes().readRetainedSlice(count);
                if (part.bytes().isReadable()) {
                    context.writeAndFlush(some).addListener(Throttle::ignore);
                } else {
                    parts.remove();
                    part.bytes().release();
                    context.writeAndFlush(some, part.written()).addListener(Throttle::ignore);
                }
            }
            next = null;
            if (!parts.isEmpty()) {
                later(context);
            }
        }

        /** Whoever has written learns it by the last part. */
        private static void ignore(Future<?> written) {}

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (next != null) {
                next.cancel(false);
            }
            parts.forEach(part -> {
                ReferenceCountUtil.release(part.bytes());
                part.written().tryFailure(new ClosedChannelException());
            });
            parts.clear();
        }
    }
}
