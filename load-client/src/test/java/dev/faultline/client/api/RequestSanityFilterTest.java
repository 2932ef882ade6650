package dev.faultline.client.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of requests that the server alone would refuse without a word. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class RequestSanityFilterTest {

    private static final int MIB = 1 << 20;

    /** Returns all of the answer to what is sent, byte for byte, before anything of the answer is read. */
    private static String answer(String head, int bodyLength) throws IOException {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[MIB];
            for (int left = bodyLength; left > 0; left -= block.length) {
                out.write(block, 0, Math.min(left, block.length));
            }
            out.flush();
            socket.shutdownOutput();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .collect(Collectors.joining("\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/slo?threshold=success_rate%3E=99%, % must be written as %25",
        "/api/slo?threshold=success_rate%3E=99%&window=5s, % must be written as %25",
        "/api/slo?threshold=success_rate%20%3E=%2099%2, % must be written as %25",
        "/api/slo?threshold=success_rate>=99%25, > must be written as %3E",
        "/api/stats%, % must be written as %25",
        "/nowhere?a=%zz, % must be written as %25",
    })
    void whatIsNoUrlIsAProblem(String uri, String detail) throws IOException {
        String answer = answer("GET " + uri + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 0);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json"), answer);
        assertTrue(answer.contains("in a URL " + detail), answer);
    }

    @Test
    void anEscapedOneIsRead() {
        given().urlEncodingEnabled(false)
                .get("/api/slo?threshold=success_rate%3E=99%25&window=soon")
                .then()
                .statusCode(400)
                .body("field", equalTo("window"));
    }

    @Test
    void theLargestBodyOfARequestCanBePut() {
        String plan = "{\"target\":\"http://demo-backend:8080/\",\"rate\":1,\"requests\":[{\"body\":\"BODY\"}]}";
        given().body(plan.replace("BODY", "a".repeat(MIB)))
                .put("/api/load?dryRun=true")
                .then()
                .statusCode(200);
        given().body(plan.replace("BODY", "a".repeat(MIB + 1)))
                .put("/api/load?dryRun=true")
                .then()
                .statusCode(400)
                .body("field", equalTo("requests[0].body"));
    }

    @ParameterizedTest
    @ValueSource(ints = {9 * MIB, 32 * MIB})
    void aDocumentThatIsTooLongIsAProblem(int length) throws IOException {
        String head = "PUT /api/load HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
        String answer = answer(head + "Content-Length: " + length + "\r\n\r\n", length);
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("a document must have at most 8388608 bytes"), answer);
    }

    @Test
    void aDocumentThatIsDeclaredTooLongIsRefusedAtOnce() throws IOException {
        try (Socket socket = open("quarkus.http.test-port")) {
            send(socket, "PUT /api/load HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n");
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 413 ".length());
            assertEquals("HTTP/1.1 413 ", new String(start, StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarkus.http.test-port", "quarkus.management.test-port"})
    void aHeadThatNeverEndsIsEnded(String port) throws IOException {
        try (Socket socket = open(port)) {
            send(socket, "GET /api/stats HTTP/1.1\r\nHost: a\r\nX:");
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        }
    }

    private static Socket open(String port) throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(), ConfigProvider.getConfig().getValue(port, Integer.class));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
