package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that wait for a 100 (Continue) before they send the body. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class ExpectTest extends WireTestBase {

    private static final String POST =
            "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    /** Reads up to the first empty line. */
    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void forwardTo(RawUpstream upstream) {
        putPlan("{'otherwise':{'type':'forward','to':'http://127.0.0.1:" + upstream.port() + "'}}");
    }

    private int postByJdk(HttpClient.Version version) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dataPlane.port() + "/"))
                .version(version)
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** Its first request offers HTTP/2 by an upgrade, and takes a 101 for a failure. */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theClientOfTheJdkIsAnswered(HttpClient.Version version) throws IOException, InterruptedException {
        putPlan("{}");
        assertEquals(200, postByJdk(version));
        abort("'status','status':503");
        assertEquals(503, postByJdk(version));
        putPlan("{'rules':[{'name':'r','delay':{'type':'fixed','value':'50ms'}}]}");
        assertEquals(200, postByJdk(version));
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            connection.write(CONTINUE);
            connection.in().readNBytes(5);
            connection.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        })) {
            forwardTo(upstream);
            assertEquals(201, postByJdk(version));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'close'", "'hang','for':'50ms'", "'reset'", "'reset-stream'"})
    void nothingComesBeforeWhatEndsTheConnection(String abort) throws IOException {
        abort(abort);
        String upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nExpect";
        for (String request : new String[] {POST, POST.replace("Expect", upgrade)}) {
            String got;
            try {
                got = raw(request);
            } catch (SocketException reset) {
                got = "";
            }
            assertEquals("", got);
        }
    }

    @Test
    void garbageIsNotIntroduced() throws IOException {
        abort("'garbage','bytes':64");
        assertEquals(64, raw(POST).length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'status','status':503",
                "'grpc-status','status':14",
                "'truncate'",
                "'drip','size':1",
                "'rate-limit','perSecond':0.001,'burst':1",
                "'concurrency-limit','max':0",
                "'goaway'"
            })
    void whatAnswersLetsTheBodyComeFirst(String abort) throws IOException {
        abort(abort);
        for (int i = 0; i < 2; i++) {
            try (Socket socket = connect()) {
                send(socket, POST);
                assertEquals(CONTINUE, readHead(socket));
                assertTrue(readHead(socket).startsWith("HTTP/1.1 "));
            }
        }
    }

    @Test
    void anExpectationOfHttp10IsNone() throws IOException {
        putPlan("{}");
        String answer = raw(POST.replace("HTTP/1.1", "HTTP/1.0") + "hello");
        assertTrue(answer.contains(" 200 ") && !answer.contains("Continue"), answer);
    }

    @Test
    void anExpectationOfHttp2IsMet() throws Exception {
        abort("'status','status':503");
        try (FrameClient client = new FrameClient(connect()).start()) {
            client.request(1, "/", 0, "expect", "100-continue");
            assertEquals(
                    "100",
                    client.headers(client.nextOf(FrameClient.HEADERS)).status().toString());
            assertEquals(
                    "503",
                    client.headers(client.nextOf(FrameClient.HEADERS)).status().toString());
        }
    }

    @Test
    void aStatusMayComeAlone() throws IOException {
        abort("'status','status':503,'sendContinue':false");
        String answer = raw(POST);
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertFalse(readHead(socket).contains("connection: close"), "who waits for nothing keeps the connection");
        }
    }

    @Test
    void theUpstreamSaysWhetherTheBodyComes() throws IOException {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = new RawUpstream(connection -> {
            heads.add(connection.readHead());
            connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        })) {
            forwardTo(upstream);
            String answer = raw(POST);
            assertTrue(answer.startsWith("HTTP/1.1 413 ") && answer.endsWith("\r\n\r\nno"), answer);
            assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
            assertTrue(heads.remove().contains("\r\nexpect: 100-continue\r\n"));
        }
    }

    @Test
    void anUpstreamThatDoesNotKnowExpectationsIsNotWaitedForLong() throws IOException {
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            String body = new String(connection.in().readNBytes(5), StandardCharsets.ISO_8859_1);
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body);
        })) {
            forwardTo(upstream);
            try (Socket socket = connect()) {
                long start = System.nanoTime();
                send(socket, POST);
                assertEquals(CONTINUE, readHead(socket));
                assertTrue(System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(1));
                send(socket, "hello");
                assertTrue(readHead(socket).startsWith("HTTP/1.1 200 "));
            }
        }
    }

    @Test
    void aCallerThatDoesNotWaitIsForwardedAtOnce() throws IOException {
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            connection.in().readNBytes(5);
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            forwardTo(upstream);
            try (Socket socket = connect()) {
                send(socket, POST + "hello");
                String head = readHead(socket);
                assertTrue(head.startsWith("HTTP/1.1 200 ") && !head.contains("connection: close"), head);
            }
        }
    }
}
