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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;

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
    private final List<Connection> held = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final ByteBuffer out = ByteBuffer.allocateDirect(OK.length).put(OK).flip();
    private final long start;
    private final @Nullable SSLContext tls;

    /**
     * Starts it on a port that is free.
     *
     * @param before how long before the first stall
     */
    StallServer(Duration before) throws IOException {
        this(before, null);
    }

    /**
     * Starts it on a port that is free.
     *
     * @param before how long before the first stall
     * @param tls with what it speaks TLS; null for without
     */
    StallServer(Duration before, @Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        start = System.nanoTime() + before.toNanos() - CYCLE;
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2_000);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        new Thread(this::serve, "stall server").start();
    }

    /** Returns where it listens. */
    String url() throws IOException {
        return (tls == null ? "http" : "https") + "://127.0.0.1:"
                + ((InetSocketAddress) listening.getLocalAddress()).getPort() + "/";
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
                channel.register(
                        selector,
                        SelectionKey.OP_READ,
                        new Connection(channel, tls == null ? null : new TlsServerSide(tls, channel)));
                return;
            }
            Connection connection = (Connection) key.attachment();
            in.clear();
            int read = connection.read(in);
            if (read < 0) {
                connection.channel().close();
                return;
            }
            if (read == 0) {
                // Of a handshake, or a part of a record.
                return;
            }
            requests.incrementAndGet();
            if ((System.nanoTime() - start) % CYCLE < STALL) {
                held.add(connection);
            } else {
                answer(connection);
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private void release() throws IOException {
        for (Connection connection : held) {
            answer(connection);
        }
        held.clear();
    }

    private void answer(Connection connection) throws IOException {
        try {
            connection.write(out.rewind());
        } catch (IOException theClientIsGone) {
            connection.channel().close();
        }
    }

    /** A connection, with TLS or without. */
    private record Connection(
            SocketChannel channel, @Nullable TlsServerSide tls) {

        int read(ByteBuffer into) throws IOException {
            return tls == null ? channel.read(into) : tls.read(into);
        }

        void write(ByteBuffer bytes) throws IOException {
            if (tls == null) {
                channel.write(bytes);
            } else {
                tls.write(bytes);
            }
        }
    }

    /** The server's side of TLS on a channel that does not block. */
    private static final class TlsServerSide {

        private static final int RECORD = 32 * 1024;

        private final SSLEngine engine;
        private final SocketChannel channel;
        private final ByteBuffer received = ByteBuffer.allocate(RECORD);
        private final ByteBuffer sent = ByteBuffer.allocate(RECORD);

        TlsServerSide(SSLContext context, SocketChannel channel) throws IOException {
            this.channel = channel;
            this.engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.beginHandshake();
        }

        /** Returns how many bytes came of what is sent within TLS; negative at the end. */
        int read(ByteBuffer into) throws IOException {
            if (channel.read(received) < 0) {
                return -1;
            }
            received.flip();
            int before = into.position();
            boolean more = true;
            while (more) {
                SSLEngineResult result = engine.unwrap(received, into);
                shakeHands();
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    return -1;
                }
                more = result.getStatus() == SSLEngineResult.Status.OK && received.hasRemaining();
            }
            received.compact();
            return into.position() - before;
        }

        private void shakeHands() throws IOException {
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> {
                        for (Runnable task = engine.getDelegatedTask();
                                task != null;
                                task = engine.getDelegatedTask()) {
                            task.run();
                        }
                    }
                    case NEED_WRAP -> write(ByteBuffer.allocate(0));
                    default -> {
                        return;
                    }
                }
            }
        }

        void write(ByteBuffer bytes) throws IOException {
            do {
                sent.clear();
                engine.wrap(bytes, sent);
                sent.flip();
                // Some kilobytes: there is room for them in the buffer of a connection whose client waits.
                while (sent.hasRemaining()) {
                    channel.write(sent);
                }
            } while (bytes.hasRemaining());
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        listening.close();
    }
}
