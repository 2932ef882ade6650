package dev.faultline.injector.server;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The aborts over HTTP/1.1, seen byte by byte. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class AbortsTest extends WireTestBase {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final int MIB = 1 << 20;
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + MIB + "\r\n\r\n";

    private static void assertReset(Socket socket) {
        SocketException seen = assertThrows(SocketException.class, () -> readAll(socket));
        assertEquals("Connection reset", seen.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'reset'", "'reset-stream'", "'reset-stream','code':'CANCEL'"})
    void aResetIsAnRst(String type) throws IOException {
        abort(type);
        try (Socket socket = connect()) {
            send(socket, GET);
            assertReset(socket);
        }
        try (Socket socket = connect()) {
            send(socket, POST + "the body is still coming");
            assertReset(socket);
        }
        try (Socket socket = connect()) {
            send(socket, GET + GET + GET);
            assertReset(socket);
        }
    }

    @Test
    void aPipelinedRequestIsResetAfterTheAnswerBefore() throws IOException {
        putPlan("{'rules':[{'match':{'path':'/b'},'delay':{'type':'fixed','value':'50ms'},"
                + "'aborts':[{'type':'reset','percentage':100}]}]}");
        try (Socket socket = connect()) {
            send(socket, GET + "GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200 OK".length());
            assertEquals("HTTP/1.1 200 OK", new String(start, StandardCharsets.US_ASCII));
            assertReset(socket);
        }
    }

    @Test
    void aCloseIsAFinBeforeAnyByte() throws IOException {
        abort("'close'");
        assertEquals("", raw(GET));
        assertEquals("", raw(GET + GET));
        assertEquals("", raw("GET / HTTP/1.0\r\n\r\n"));
    }

    @Test
    void aCloseIsAFinEvenWhileABodyIsComing() throws IOException {
        abort("'close'");
        try (Socket socket = connect()) {
            send(socket, POST + "x".repeat(MIB));
            assertEquals("", readAll(socket));
        }
        try (Socket socket = connect()) {
            send(socket, POST + "x");
            assertEquals("", readAll(socket));
            // An RST would make the second of these writes fail.
            send(socket, "x".repeat(MIB / 2));
            send(socket, "x".repeat(MIB / 4));
        }
    }

    @Test
    void aCloseLeavesThePipelinedAnswerBefore() throws IOException {
        putPlan("{'rules':[{'match':{'path':'/b'},'aborts':[{'type':'close','percentage':100}]}]}");
        String answers = raw(GET + "GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(answers.startsWith("HTTP/1.1 200 OK\r\n") && answers.endsWith("\r\n\r\nok"), answers);
    }

    @Test
    void aCallerThatKeepsItsSideOpenIsNotWaitedForLong() throws IOException {
        abort("'close'");
        try (Socket socket = connect()) {
            send(socket, GET);
            assertEquals("", readAll(socket));
            awaitNoConnection();
        }
    }

    @Test
    void garbageIsSoManyBytesThatAreNoHttp() throws IOException {
        for (int size : new int[] {1, 128, 65_536}) {
            abort("'garbage','bytes':" + size);
            String seen = raw(GET);
            assertEquals(size, seen.length());
            assertTrue(seen.chars().allMatch(c -> c >= 0x80));
            assertEquals(seen, raw(POST + "x".repeat(MIB)), "the same each time, and also while a body is coming");
        }
    }

    @Test
    void aMalformedChunkFollowsAGoodOne() throws IOException {
        abort("'malformed-chunk'");
        String answer = raw(GET);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.contains("\r\nx-faultline-by: test-host\r\n"), answer);
        assertTrue(answer.contains("\r\nx-faultline-fault: r/malformed-chunk\r\n"), answer);
        assertTrue(answer.endsWith("\r\ntransfer-encoding: chunked\r\n\r\n8\r\ninjected\r\nno size\r\n"), answer);
        assertEquals(answer, raw(POST + "x".repeat(MIB)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"})
    void whereThereAreNoChunksNoneIsMalformed(String request) throws IOException {
        abort("'malformed-chunk'");
        assertEquals("", raw(request));
    }

    @Test
    void goAwayIsTheLastAnswerOfTheConnection() throws IOException {
        abort("'goaway'");
        String answer = raw(GET + GET);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
        assertTrue(answer.contains("\r\nx-faultline-fault: r/goaway\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nok") && answer.lastIndexOf("HTTP/1.1") == 0, answer);
        assertEquals(answer, raw(POST + "x".repeat(MIB)));
        abort("'goaway','lastStreamId':0");
        assertEquals("", raw(GET));
    }

    @Test
    void aHangEndsAtItsBound() throws IOException {
        abort("'hang','for':'50ms'");
        long from = System.nanoTime();
        assertEquals("", raw(GET));
        assertTrue(System.nanoTime() - from >= TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void aHangLastsUntilTheCallerLeaves() throws IOException {
        abort("'hang'");
        try (Socket socket = connect()) {
            send(socket, GET);
            awaitActive(1);
            assertTrue(given().get("/q/metrics").asString().contains("faultline_active_faults 1.0"));
            assertEquals(0, socket.getInputStream().available());
        }
        awaitActive(0);
    }

    @Test
    void aHangEndsWithItsCallerThoughAnotherRequestIsStillComing() throws IOException {
        abort("'hang'");
        try (Socket socket = connect()) {
            send(socket, GET + POST + "the body is still coming");
            awaitActive(1);
        }
        awaitActive(0);
    }

    @Test
    void aHangIsLetGoByTheKillSwitch() throws IOException {
        abort("'hang'");
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            awaitActive(1);
            stop();
            String answer = readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\nok"), answer);
            assertTrue(!answer.contains("x-faultline-fault"), answer);
        }
    }

    @Test
    void whatCannotHangIsAnswered() throws IOException {
        putPlan("{'maxActiveFaults':1,'rules':[{'aborts':[{'type':'hang','percentage':100}]}]}");
        try (Socket socket = connect()) {
            send(socket, GET);
            awaitActive(1);
            String answer = raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("ok"), answer);
        }
    }
}
