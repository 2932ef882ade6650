package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that stop being HTTP once the upstream agrees. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class TunnelTest extends WireTestBase {

    private static final String CONNECT = "CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n";
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\n";
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    /** One that agrees, says hello with it, returns what it is sent, and says goodbye when that ends. */
    private RawUpstream echo(String agreement) throws IOException {
        return new RawUpstream(connection -> {
            heads.add(connection.readHead());
            connection.write(agreement + "hello ");
            connection.in().transferTo(connection.out());
            connection.write(" bye");
        });
    }

    private static void forward(RawUpstream upstream, String rules) {
        putPlan("{'rules':[" + rules + "],'otherwise':{'type':'forward','to':'http://127.0.0.1:" + upstream.port()
                + "'}}");
    }

    private static String abortAll(String abort) {
        return "{'name':'r','aborts':[{'percentage':100,'type':" + abort + "}]}";
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void webSocketsAreForwarded() throws Exception {
        HttpServer server = await(vertx.createHttpServer()
                .webSocketHandler(socket -> socket.handler(socket::writeBinaryMessage))
                .listen(0, "127.0.0.1"));
        WebSocketClient client = vertx.createWebSocketClient();
        try {
            putPlan(
                    "{'rules':[{'name':'d','delay':{'type':'fixed','value':'50ms'}}],'otherwise':{'type':'forward','to':"
                            + "'http://127.0.0.1:" + server.actualPort() + "'}}");
            long start = System.nanoTime();
            String[] marker = new String[1];
            WebSocket socket = await(client.connect(new WebSocketConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(dataPlane.port())
                            .setURI("/chat?x=1"))
                    // Once those who are told on its event loop have seen them the client forgets the headers.
                    .onSuccess(opened -> marker[0] = opened.headers().get("x-faultline-fault")));
            assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(50));
            assertEquals("d/delay", marker[0]);
            awaitActive(0);
            Buffer big = Buffer.buffer("0123456789abcdef".repeat(4000));
            BlockingQueue<Buffer> echoed = new LinkedBlockingQueue<>();
            socket.handler(echoed::add);
            for (int i = 0; i < 50; i++) {
                await(socket.writeBinaryMessage(big));
                int left = big.length();
                while (left > 0) {
                    Buffer part = echoed.poll(20, TimeUnit.SECONDS);
                    left -= part == null ? left + 1 : part.length();
                }
                assertEquals(0, left);
            }
            await(socket.close());
        } finally {
            await(client.close());
            await(server.close());
        }
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,200", "UPGRADE,101"})
    void bytesAndTheEndOfThemGoBothWays(String kind, int status) throws Exception {
        boolean connect = kind.equals("CONNECT");
        try (RawUpstream upstream = echo(connect ? OK : SWITCHING);
                Socket socket = connect()) {
            forward(upstream, "");
            send(socket, connect ? CONNECT : UPGRADE);
            String head = readHead(socket);
            assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
            assertTrue(head.contains("\r\nx-faultline-by: test-host\r\n"), head);
            assertEquals(!connect, head.contains("\r\nconnection: upgrade\r\n") && head.contains("upgrade: echo\r\n"));
            assertFalse(head.contains("content-length") || head.contains("transfer-encoding"), head);
            send(socket, "GET / HTTP/1.1\r\n\r\n");
            socket.shutdownOutput();
            assertEquals("hello GET / HTTP/1.1\r\n\r\n bye", readAll(socket));
            String asked = heads.remove();
            assertTrue(asked.startsWith(connect ? "CONNECT other:443 HTTP/1.1\r\n" : "GET /chat HTTP/1.1\r\n"), asked);
            assertEquals(!connect, asked.contains("\r\nupgrade: echo\r\n"), asked);
        }
    }

    @Test
    void whoTakesNothingHoldsUpWhoSends() throws Exception {
        int size = 64 << 20;
        try (RawUpstream upstream = new RawUpstream(connection -> {
                    connection.readHead();
                    connection.write(OK);
                    byte[] block = new byte[1 << 20];
                    for (int i = 0; i < size / block.length; i++) {
                        connection.out().write(block);
                    }
                });
                Socket socket = connect()) {
            forward(upstream, "");
            send(socket, CONNECT);
            readHead(socket);
            assertEquals(size, socket.getInputStream().readAllBytes().length);
        }
    }

    @Test
    void aRefusalIsPassedOnAndTheConnectionGoesOn() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")) {
            forward(upstream, "");
            try (Socket socket = connect()) {
                for (int i = 0; i < 2; i++) {
                    send(socket, UPGRADE);
                    String head = readHead(socket);
                    assertTrue(head.startsWith("HTTP/1.1 403 "), head);
                    assertEquals("no", new String(socket.getInputStream().readNBytes(2), StandardCharsets.ISO_8859_1));
                }
            }
            assertTrue(raw(CONNECT.replace("Host", "Connection: close\r\nHost")).startsWith("HTTP/1.1 403 "));
        }
    }

    @Test
    void whoBreaksOffBreaksTheOtherSideToo() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            connection.write(OK);
            try {
                ends.add("FIN " + connection.in().read());
            } catch (SocketException reset) {
                ends.add("RST");
            }
        })) {
            forward(upstream, "");
            try (Socket socket = connect()) {
                send(socket, CONNECT);
                readHead(socket);
                socket.setSoLinger(true, 0);
            }
            String end = ends.poll(20, TimeUnit.SECONDS);
            assertTrue("RST".equals(end) || "FIN -1".equals(end), end);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'reset'", "'close'", "'hang','for':'50ms'", "'garbage','bytes':7"})
    void faultsOfConnectionsHitTheRequestForIt(String abort) throws IOException {
        try (RawUpstream upstream = echo(SWITCHING)) {
            forward(upstream, abortAll(abort));
            String got;
            try {
                got = raw(UPGRADE);
            } catch (SocketException reset) {
                got = "";
            }
            assertEquals(abort.startsWith("'garbage'") ? 7 : 0, got.length());
            assertEquals(0, upstream.connections());
        }
    }

    @Test
    void aTunnelIsCutAfterSomeBytes() throws IOException {
        try (RawUpstream upstream = echo(OK)) {
            forward(upstream, abortAll("'truncate','at':'response','sent':3"));
            String answer = raw(CONNECT);
            assertTrue(answer.endsWith("\r\n\r\nhel"), answer);
            forward(upstream, abortAll("'truncate','at':'response','sent':3,'end':'reset'"));
            assertThrows(SocketException.class, () -> raw(CONNECT));
        }
    }

    /** Until its end it is a request in progress. */
    @Test
    void aTunnelCountsAsLongAsItIsOpen() throws IOException {
        try (RawUpstream upstream = echo(OK)) {
            forward(upstream, abortAll("'concurrency-limit','max':1"));
            try (Socket socket = connect()) {
                send(socket, CONNECT);
                readHead(socket);
                assertTrue(raw(CONNECT + "\r\n").startsWith("HTTP/1.1 503 "));
                socket.shutdownOutput();
                assertEquals("hello  bye", readAll(socket));
            }
            org.awaitility.Awaitility.await().untilAsserted(() -> {
                try (Socket socket = connect()) {
                    send(socket, CONNECT);
                    assertTrue(readHead(socket).startsWith("HTTP/1.1 200 "));
                    socket.shutdownOutput();
                    readAll(socket);
                }
            });
        }
    }

    @Test
    void thereIsNoneOverHttp2() throws Exception {
        try (RawUpstream upstream = echo(OK);
                FrameClient client = new FrameClient(connect()).start()) {
            forward(upstream, "");
            Buffer block = Buffer.buffer().appendBytes(new byte[] {2, 7}).appendString("CONNECT");
            block.appendBytes(new byte[] {1, 1, 'x'});
            client.write(new FrameClient.Frame(FrameClient.HEADERS, 4, 1, block));
            var head = client.headers(client.nextOf(FrameClient.HEADERS));
            assertEquals("501", head.status().toString());
            assertEquals("tunnel", head.get("x-faultline-upstream").toString());
        }
    }
}
