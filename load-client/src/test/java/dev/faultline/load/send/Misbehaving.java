package dev.faultline.load.send;

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

    private static final Map<String, String> ANSWERS = Map.of(
            "/ok", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "/missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "/broken", "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n",
            "/injected",
                    "HTTP/1.1 500 Oops\r\nx-faultline-by: i\r\nx-faultline-fault: r/status\r\nContent-Length: 0\r\n\r\n",
            "/otherwise", "HTTP/1.1 200 OK\r\nx-faultline-by: i\r\nContent-Length: 0\r\n\r\n",
            "/proxy", "HTTP/1.1 504 Timeout\r\nl5d-proxy-error: fail-fast\r\nContent-Length: 0\r\n\r\n");

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
        switch (path) {
            case "/reset" -> {
                ((NetSocketInternal) socket)
                        .channelHandlerContext()
                        .channel()
                        .config()
                        .setOption(ChannelOption.SO_LINGER, 0);
                socket.close();
            }
            case "/close" -> socket.close();
            case "/garbage" -> socket.write("this is no status line\r\n\r\n").onComplete(sent -> socket.close());
            case "/truncated" ->
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
                        .onComplete(sent -> socket.close());
            case "/slow" -> vertx.setTimer(50, timer -> socket.write(ANSWERS.get("/ok")));
            case "/hang" -> {}
            default -> socket.write(ANSWERS.getOrDefault(path, ANSWERS.get("/missing")));
        }
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
