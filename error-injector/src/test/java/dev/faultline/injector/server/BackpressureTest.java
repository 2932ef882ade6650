package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are far larger than what may be held of them on the way. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(60)
class BackpressureTest extends WireTestBase {

    private static final long SIZE = 256L << 20;

    /** What the kernel keeps of two loopback connections, and we of the body. */
    private static final long MOST_ON_THE_WAY = 32L << 20;

    /** How long nothing must move for a transfer to count as stalled. */
    private static final long STALL_MILLIS = 500;

    private static void forwardTo(int port, String rules) {
        putPlan("{'rules':[" + rules + "],'otherwise':{'type':'forward','to':'http://127.0.0.1:" + port + "'}}");
    }

    /** Writes bytes until nobody takes them for a while, or the size is reached; returns how many. */
    private static long writeUntilStalled(SocketChannel channel, long size) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        channel.configureBlocking(false);
        long written = 0;
        try (Selector selector = Selector.open()) {
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            while (written < size && selector.select(STALL_MILLIS) > 0) {
                selector.selectedKeys().clear();
                chunk.limit((int) Math.min(chunk.capacity(), size - written));
                written += channel.write(chunk);
                chunk.position(0);
            }
            key.cancel();
            selector.selectNow();
        }
        channel.configureBlocking(true);
        return written;
    }

    private static void write(SocketChannel channel, long bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        for (long left = bytes; left > 0; left -= chunk.limit()) {
            chunk.position(0).limit((int) Math.min(chunk.capacity(), left));
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static long count(java.io.InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            count += n;
        }
        return count;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aDownloadIsNoFasterThanItsCaller() throws IOException, InterruptedException {
        AtomicLong ahead = new AtomicLong();
        CountDownLatch stalled = new CountDownLatch(1);
        try (BlockingUpstream upstream = new BlockingUpstream(channel -> {
                    write(channel, "HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                    ahead.set(writeUntilStalled(channel, SIZE));
                    stalled.countDown();
                    write(channel, SIZE - ahead.get());
                });
                Socket socket = connect()) {
            forwardTo(upstream.port(), "");
            send(socket, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            socket.getInputStream().readNBytes(1000);
            stalled.await();
            assertTrue(ahead.get() < MOST_ON_THE_WAY, ahead + " bytes are on the way");
            assertTrue(count(socket.getInputStream()) > SIZE - 1000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{'delay':{'type':'fixed','value':'5m'}}"})
    void anUploadIsNoFasterThanItsUpstream(String rules) throws IOException {
        AtomicLong received = new AtomicLong();
        CountDownLatch stalled = new CountDownLatch(1);
        try (BlockingUpstream upstream = new BlockingUpstream(channel -> {
                    await(stalled);
                    java.io.InputStream in = channel.socket().getInputStream();
                    byte[] buffer = new byte[1 << 16];
                    while (received.get() < SIZE) {
                        received.addAndGet(in.read(buffer));
                    }
                    write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                SocketChannel caller =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), dataPlane.port()))) {
            forwardTo(upstream.port(), rules);
            write(caller, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + SIZE + "\r\n\r\n");
            long ahead = writeUntilStalled(caller, SIZE);
            assertTrue(ahead < MOST_ON_THE_WAY, ahead + " bytes are on the way");
            dataPlane.releaseHeld();
            stalled.countDown();
            write(caller, SIZE - ahead);
            String answer = readAll(caller.socket());
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("ok"), answer);
            assertEquals(SIZE, received.get());
        }
    }
}
