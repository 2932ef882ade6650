package dev.faultline.load.http;

import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each path in its own wrong way, byte by byte. */
final class Misbehaving implements AutoCloseable {

    private static final String EMPTY = "Content-Length: 0\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String BROKEN = "HTTP/1.1 503 Unavailable\r\n" + EMPTY;
    private static final String PROCESSING = "HTTP/1.1 102 Processing\r\n\r\n";
    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";

    private static final Map<String, String> ANSWERS = Map.ofEntries(
            Map.entry("/ok", OK),
            Map.entry("/twice", OK + BROKEN),
            Map.entry("/missing", "HTTP/1.1 404 Not Found\r\n" + EMPTY),
            Map.entry("/broken", BROKEN),
            Map.entry("/injected", "HTTP/1.1 500 Oops\r\nx-faultline-by: i\r\nx-faultline-fault: r/status\r\n" + EMPTY),
            Map.entry("/otherwise", "HTTP/1.1 200 OK\r\nx-faultline-by: i\r\n" + EMPTY),
            Map.entry("/proxy", "HTTP/1.1 504 Timeout\r\nl5d-proxy-error: fail-fast\r\n" + EMPTY),
            Map.entry("/interim-at-once", PROCESSING + BROKEN),
            Map.entry(
                    "/interims", "HTTP/1.1 100 Continue\r\n\r\n" + HINTS + "HTTP/1.1 150 X\r\n\r\n" + PROCESSING + OK),
            Map.entry("/interim-and-hang", PROCESSING),
            Map.entry("/head-and-hang", "HTTP/1.1 206 Partial Content\r\nContent-Length: 9\r\n\r\nsome"),
            Map.entry(
                    "/switching", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" + OK),
            Map.entry("/status-20", "HTTP/1.1 20 X\r\n" + EMPTY),
            Map.entry("/status-099", "HTTP/1.1 099 X\r\n" + EMPTY),
            Map.entry("/status-600", "HTTP/1.1 600 X\r\n" + EMPTY),
            Map.entry("/long-headers", head("OK", 250)),
            Map.entry("/too-long-headers", head("OK", 257)),
            Map.entry("/long-reason", head("R".repeat(60 * 1024), 1)),
            Map.entry("/too-long-reason", head("R".repeat(65 * 1024), 1)));

    /** What is written before the connection is closed in good order. */
    private static final Map<String, String> CUT = Map.of(
            "/close", "",
            "/interim-and-close", PROCESSING,
            "/cut-status-line", "HTTP/1.1 2",
            "/cut-head", "HTTP/1.1 200 OK\r\nContent-Le",
            "/garbage", "this is no status line\r\n\r\n",
            "/truncated", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");

    private final Vertx vertx;
    private final NetServer server;
    private final AtomicInteger requests = new AtomicInteger();

    Misbehaving(Vertx vertx) {
        this.vertx = vertx;
        this.server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request -> answer(socket, request)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    int port() {
        return server.actualPort();
    }

    /** Returns how many requests have come in: what the client can't be wrong about. */
    int requests() {
        return requests.get();
    }

    private void answer(NetSocket socket, Buffer request) {
        requests.incrementAndGet();
        String path = request.toString(StandardCharsets.US_ASCII).split(" ", 3)[1];
        if (CUT.containsKey(path)) {
            socket.write(CUT.get(path)).onComplete(sent -> socket.close());
            return;
        }
        switch (path) {
            case "/reset" -> reset(socket);
            case "/cut-head-and-reset" -> socket.write(CUT.get("/cut-head")).onComplete(sent -> reset(socket));
            case "/slow" -> vertx.setTimer(50, timer -> socket.write(OK));
            case "/interim" ->
                socket.write(PROCESSING).onComplete(sent -> vertx.setTimer(50, timer -> socket.write(BROKEN)));
            case "/hang" -> {}
            default -> socket.write(ANSWERS.getOrDefault(path, ANSWERS.get("/missing")));
        }
    }

    private static void reset(NetSocket socket) {
        ((NetSocketInternal) socket).channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        socket.close();
    }

    /** Returns an answer with that reason and so many headers of 1 KiB each. */
    private static String head(String reason, int headers) {
        String header = "x-header: " + "v".repeat(1024 - "x-header: \r\n".length()) + "\r\n";
        return "HTTP/1.1 200 " + reason + "\r\n" + header.repeat(headers) + EMPTY;
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
