package dev.faultline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers at once, but for one second in each ten: what comes then is held to the end of that second. One thread that
 * does next to nothing, so that what a client measures is its own doing and the stall. Requests come one after the other
 * on each connection, and without bodies.
 */
final class StallServer implements AutoCloseable {

    private static final long CYCLE = TimeUnit.SECONDS.toNanos(10);
    private static final long STALL = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final AtomicLong requests = new AtomicLong();
    private final List<SocketChannel> held = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final ByteBuffer out = ByteBuffer.allocateDirect(OK.length).put(OK).flip();
    private final long start;

    /**
     * Starts it on a port that is free.
     *
     * @param before how long before the first stall
     */
    StallServer(Duration before) throws IOException {
        start = System.nanoTime() + before.toNanos() - CYCLE;
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2_000);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        new Thread(this::serve, "stall server").start();
    }

    /** Returns where it listens. */
    String url() throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) listening.getLocalAddress()).getPort() + "/";
    }

    /** Returns how many requests it has seen. */
    long requests() {
        return requests.get();
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                long phase = (System.nanoTime() - start) % CYCLE;
                boolean stalled = phase < STALL;
                if (!stalled) {
                    release();
                }
                long wait = stalled ? STALL - phase : CYCLE - phase;
                selector.select(this::ready, Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)));
            }
        } catch (ClosedSelectorException theTestIsOver) {
            held.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = listening.accept();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.register(selector, SelectionKey.OP_READ);
                return;
            }
            SocketChannel channel = (SocketChannel) key.channel();
            in.clear();
            if (channel.read(in) < 0) {
                channel.close();
                return;
            }
            requests.incrementAndGet();
            if ((System.nanoTime() - start) % CYCLE < STALL) {
                held.add(channel);
            } else {
                answer(channel);
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private void release() throws IOException {
        for (SocketChannel channel : held) {
            answer(channel);
        }
        held.clear();
    }

    private void answer(SocketChannel channel) throws IOException {
        try {
            channel.write(out.rewind());
        } catch (IOException theClientIsGone) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        listening.close();
    }
}
