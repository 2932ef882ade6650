package dev.faultline.platform.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Finds the ports that a server listens on whose connections are not ours to set up: that of Quarkus hands a connection out
 * with its first request, and a caller that never sends one is met nowhere. Threadsafe.
 */
public final class Listeners {

    private static final AttributeKey<Consumer<Channel>> OWNER = AttributeKey.valueOf(Listeners.class, "owner");
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Listeners() {}

    /**
     * Hands out every connection that these ports accept from now on, before it has any handler. Ports that are about to be
     * opened are waited for, and those that are handed out to somebody else already are left to him.
     *
     * @param acceptors the event loops that accept
     * @param ports which ports count
     * @param expected how many of them there are
     * @param accepted is called by those event loops; the same for the same ports
     * @return when there are as many, or the process ends before; fails if there are not in 30 s
     */
    public static CompletionStage<Void> watch(
            EventLoopGroup acceptors, IntPredicate ports, int expected, Consumer<Channel> accepted) {
        CompletableFuture<Void> found = new CompletableFuture<>();
        EventExecutor acceptor = acceptors.next();
        acceptor.execute(() -> look(acceptor, ports, expected, accepted, LONGEST, found));
        return found;
    }

    private static void look(
            EventExecutor acceptor,
            IntPredicate ports,
            int expected,
            Consumer<Channel> accepted,
            Duration left,
            CompletableFuture<Void> found) {
        int missing = expected;
        Iterator<Channel> channels = ((SingleThreadEventLoop) acceptor).registeredChannelsIterator();
        while (channels.hasNext()) {
            Channel channel = channels.next();
            if (channel instanceof ServerChannel
                    && channel.localAddress() instanceof InetSocketAddress address
                    && ports.test(address.getPort())
                    && belongsTo(accepted, channel)) {
                missing--;
            }
        }
        if (missing <= 0) {
            found.complete(null);
        } else if (left.isNegative()) {
            found.completeExceptionally(new IllegalStateException(missing + " of " + expected + " ports never opened"));
        } else {
            acceptor.schedule(
                            () -> look(acceptor, ports, expected, accepted, left.minus(PAUSE), found),
                            PAUSE.toMillis(),
                            TimeUnit.MILLISECONDS)
                    .addListener(looked -> {
                        if (looked.isCancelled()) {
                            // The process ends before it has opened them, a port being taken perhaps: nobody will come.
                            found.complete(null);
                        } else if (!looked.isSuccess()) {
                            found.completeExceptionally(looked.cause());
                        }
                    });
        }
    }

    private static boolean belongsTo(Consumer<Channel> accepted, Channel listener) {
        Consumer<Channel> owner = listener.attr(OWNER).setIfAbsent(accepted);
        if (owner == null) {
            listener.pipeline().addFirst(new Accepting(accepted));
        }
        return owner == null || owner.equals(accepted);
    }

    /** To the channel of a server, a message is a connection. */
    private static final class Accepting extends ChannelInboundHandlerAdapter {

        private final Consumer<Channel> accepted;

        Accepting(Consumer<Channel> accepted) {
            this.accepted = accepted;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Channel connection) {
                accepted.accept(connection);
            }
            context.fireChannelRead(message);
        }
    }
}
