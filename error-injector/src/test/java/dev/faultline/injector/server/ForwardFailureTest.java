package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot be forwarded, and upstreams that do not answer as they should. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class ForwardFailureTest extends WireTestBase {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static void forwardTo(int port) {
        putPlan("{'otherwise':{'type':'forward','to':'http://127.0.0.1:" + port + "'}}");
    }

    @ParameterizedTest
    @CsvSource({
        "'',broken-off",
        "HTTP/1.1 200 OK,broken-off",
        "'nonsense\r\n\r\n',no-http",
        "'HTTP/1.1 101 Switching\r\n\r\n',no-http",
        "LONG,head-too-large",
    })
    void upstreamsThatDoNotAnswerAreNamed(String said, String reason) throws IOException {
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            connection.write(said.replace("LONG", "HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) + "\r\n\r\n"));
        })) {
            forwardTo(upstream.port());
            String answer = raw(GET);
            assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
            assertTrue(answer.contains("\r\nx-faultline-upstream: " + reason + "\r\n"), answer);
        }
    }

    @Test
    void upstreamsThatCannotBeReachedAreNamed() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        forwardTo(free);
        String answer = raw(GET);
        assertTrue(answer.startsWith("HTTP/1.1 502 ") && answer.contains("x-faultline-upstream: refused"), answer);
        assertTrue(answer.endsWith("the upstream refused the connection\n"), answer);
        putPlan("{'otherwise':{'type':'forward','to':'http://nowhere.invalid'}}");
        answer = raw(GET);
        assertTrue(answer.startsWith("HTTP/1.1 502 ") && answer.contains("upstream: unknown-host"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"})
    void answersThatBreakOffStayBroken(String begun) throws IOException {
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            connection.write("HTTP/1.1 200 OK\r\n" + begun);
        })) {
            forwardTo(upstream.port());
            String answer = raw(GET.replace("Connection: close\r\n", ""));
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
            assertFalse(answer.endsWith("0\r\n\r\n"), answer);
        }
    }

    @Test
    void aCallerThatLeavesEndsTheRequestToTheUpstream() throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            asked.countDown();
            if (connection.in().read() < 0) {
                ended.countDown();
            }
        })) {
            forwardTo(upstream.port());
            try (Socket socket = connect()) {
                // Who announces its last request may close its side and wait.
                send(socket, GET.replace("Connection: close\r\n", ""));
                asked.await();
            }
            ended.await();
        }
    }

    @Test
    void loopsAreNoticed() throws IOException {
        forwardTo(dataPlane.port());
        String answer = raw(GET);
        assertTrue(answer.startsWith("HTTP/1.1 508 ") && answer.endsWith("forwards to this injector\n"), answer);
    }
}
