package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwarding over HTTP/1.1, seen from both ends. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class ForwardTest extends WireTestBase {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static void forwardTo(int port) {
        putPlan("{'otherwise':{'type':'forward','to':'http://127.0.0.1:" + port + "'}}");
    }

    /** Sends a request and returns what the upstream has received, up to the end of its head. */
    private String received(String request) throws IOException {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = new RawUpstream(connection -> {
            heads.add(connection.readHead());
            connection.write(OK);
        })) {
            forwardTo(upstream.port());
            String answer = raw(request);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("ok"), answer);
            return heads.remove();
        }
    }

    private String answerTo(String request, String upstreamAnswer) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(upstreamAnswer)) {
            forwardTo(upstream.port());
            return raw(request);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /a%2Fb//c/../d?x=%zz&y=a+b&&=#f,GET /a%2Fb//c/../d?x=%zz&y=a+b&&=#f,original",
        "PROPFIND /%e4 ,PROPFIND /%e4,original",
        "OPTIONS *,OPTIONS *,original",
        "OPTIONS http://other:81,OPTIONS *,other:81",
        "GET http://other,GET /,other",
        "GET http://other:81/p?q=http://x/,GET /p?q=http://x/,other:81",
        "GET HTTP://u:p@other?q,GET /?q,other",
    })
    void theTargetArrivesAsItWasSent(String sent, String received, String host) throws IOException {
        String head = received(sent.strip() + " HTTP/1.1\r\nHost: original\r\nConnection: close\r\n\r\n");
        assertTrue(head.startsWith(received + " HTTP/1.1\r\n"), head);
        assertTrue(head.contains("\r\nhost: " + host + "\r\n"), head);
    }

    @Test
    void headersOfTheConnectionStayBehind() throws IOException {
        String head = received(head(
                        "GET / HTTP/1.1",
                        "Host: Original:8080",
                        "Connection: close",
                        "Connection: X-Mine",
                        "X-Mine: 1",
                        "Keep-Alive: 5",
                        "Proxy-Connection: k",
                        "Proxy-Authorization: secret",
                        "TE: trailers",
                        "Trailer: x",
                        "X-Kept: 1",
                        "X-Kept: 2",
                        "Via: 1.0 other",
                        "x-faultline-fault: seen"))
                .toLowerCase(Locale.ROOT);
        for (String gone :
                new String[] {"x-mine", "keep-alive", "proxy-", "trailer:", "connection", "content-length", "chunked"
                }) {
            assertFalse(head.contains("\r\n" + gone), head);
        }
        assertTrue(head.contains("\r\nhost: original:8080\r\n"), head);
        assertTrue(head.contains("\r\nx-kept: 1\r\nx-kept: 2\r\n"), head);
        assertTrue(head.contains("\r\nte: trailers\r\n"), head);
        assertTrue(head.contains("\r\nvia: 1.0 other\r\n"), head);
        assertTrue(head.contains("\r\nvia: 1.1 test-host:" + dataPlane.port() + " (faultline)\r\n"), head);
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS,5,4", "TRACE,1,0", "GET,5,5", "OPTIONS,many,many"})
    void forwardsAreCountedDown(String method, String sent, String received) throws IOException {
        String head = received(head(method + " / HTTP/1.1", "Host: x", "Max-Forwards: " + sent, "Connection: close"));
        assertTrue(head.toLowerCase(Locale.ROOT).contains("\r\nmax-forwards: " + received + "\r\n"), head);
    }

    @Test
    void theLastForwardIsAnsweredHere() throws IOException {
        forwardTo(1);
        String answer = raw(head("OPTIONS / HTTP/1.1", "Host: x", "Max-Forwards: 0", "Connection: close"));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.contains("\r\nx-faultline-upstream: max-forwards\r\n"), answer);
    }

    @Test
    void answersKeepTheirHeadersAndForgeNone() throws IOException {
        String answer = answerTo(
                GET,
                head(
                                "HTTP/1.1 404 Gone Fishing",
                                "Content-Length: 3",
                                "Connection: X-Mine",
                                "X-Mine: 1",
                                "Keep-Alive: 5",
                                "Set-Cookie: a=1",
                                "Set-Cookie: b=2",
                                "x-faultline-fault: forged")
                        + "abc");
        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        assertTrue(answer.contains("\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"), answer);
        assertTrue(answer.contains("\r\nx-faultline-by: test-host\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nabc"), answer);
        for (String gone : new String[] {"X-Mine", "Keep-Alive", "forged", "chunked"}) {
            assertFalse(answer.contains(gone), answer);
        }
    }

    @Test
    void marksOfAnInjectorBehindAreHandedOn() throws IOException {
        String answer = answerTo(
                GET,
                head(
                        "HTTP/1.1 508 Loop Detected",
                        "Content-Length: 0",
                        "x-faultline-by: inner",
                        "x-faultline-fault: theirs/status",
                        "x-faultline-upstream: loop"));
        // Ours first: who reads one value only learns who has answered him.
        assertTrue(answer.contains("\r\nx-faultline-by: test-host\r\nx-faultline-by: inner\r\n"), answer);
        assertTrue(answer.contains("\r\nx-faultline-fault: theirs/status\r\n"), answer);
        assertTrue(answer.contains("\r\nx-faultline-upstream: loop\r\n"), answer);
    }

    @Test
    void anAnswerCanBeReplacedOnceTheUpstreamHasDoneItsWork() throws IOException, InterruptedException {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream(connection -> {
            heads.add(connection.readHead());
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-Real: 1\r\n\r\nabc");
            if (connection.in().read() < 0) {
                ended.countDown();
            }
        })) {
            putPlan("{'rules':[{'name':'r','aborts':[{'type':'status','percentage':100,'status':503,'body':'lost',"
                    + "'at':'response'}]}],'otherwise':{'type':'forward','to':'http://127.0.0.1:" + upstream.port()
                    + "'}}");
            String answer = raw("GET /order HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.endsWith("\r\n\r\nlost"), answer);
            assertTrue(answer.contains("x-faultline-fault: r/status") && !answer.contains("X-Real"), answer);
            assertTrue(heads.take().startsWith("GET /order "));
            ended.await();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 104, 199})
    void interimAnswersAreNotTheFinalOne(int status) throws IOException {
        String interim = "HTTP/1.1 " + status + " Wait\r\nLink: </a.css>; rel=preload\r\n\r\n";
        try (RawUpstream upstream = RawUpstream.answering(interim + interim + OK)) {
            forwardTo(upstream.port());
            String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
            String answers = raw(get + GET);
            assertEquals(2, answers.split("HTTP/1.1 200 OK\r\n", -1).length - 1, answers);
            assertTrue(answers.endsWith("\r\n\r\nok"), answers);
            // Early hints are for the caller; two of them before each answer.
            int told =
                    answers.split("HTTP/1.1 103 Early Hints\r\n[Ll]ink: </a.css>; rel=preload\r\n\r\n", -1).length - 1;
            assertEquals(status == 103 ? 4 : 0, told, answers);
            String old = raw("GET / HTTP/1.0\r\n\r\n");
            assertTrue(old.startsWith("HTTP/1.0 200 OK\r\n") || old.startsWith("HTTP/1.1 200 OK\r\n"), old);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void theHeadDoesNotWaitForTheBody() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream(connection -> {
                    connection.readHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                    await(seen);
                    connection.write("ok");
                });
                Socket socket = connect()) {
            forwardTo(upstream.port());
            send(socket, GET);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            seen.countDown();
            assertEquals("ok", readAll(socket));
        }
    }

    @Test
    void aDelayHoldsItsPlaceNoLongerThanItLasts() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream(connection -> {
            if (connection.readHead().startsWith("GET /stream ")) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                await(seen);
            } else {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
            }
            connection.write("ok");
        })) {
            putPlan("{'maxActiveFaults':1,'rules':[{'name':'d','delay':{'type':'fixed','value':'20ms'}}],"
                    + "'otherwise':{'type':'forward','to':'http://127.0.0.1:" + upstream.port() + "'}}");
            try (Socket stream = connect()) {
                send(stream, GET.replace(" / ", " /stream "));
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) stream.getInputStream().read());
                }
                assertTrue(head.toString().contains("x-faultline-fault: d/delay"), head.toString());
                assertEquals(0, active.count());
                String next = raw(GET);
                assertTrue(next.contains("x-faultline-fault: d/delay"), next);
                seen.countDown();
                assertEquals("ok", readAll(stream));
            }
        }
    }

    @Test
    void bodiesOfRequestsAreForwardedInTheirFraming() throws IOException {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = new RawUpstream(connection -> {
            while (true) {
                String head = connection.readHead();
                boolean chunked = head.contains("transfer-encoding: chunked");
                bodies.add(
                        chunked
                                ? connection.readHead()
                                : new String(connection.in().readNBytes(5), StandardCharsets.ISO_8859_1));
                connection.write("HTTP/1.1 100 Continue\r\n\r\n" + OK);
            }
        })) {
            forwardTo(upstream.port());
            String sized = head("POST / HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 5") + "hello";
            String chunked = head("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "Connection: close")
                    + "5\r\nhello\r\n0\r\n\r\n";
            try (Socket socket = connect()) {
                send(socket, sized);
                StringBuilder first = new StringBuilder();
                while (!first.toString().endsWith("\r\n\r\nok")) {
                    first.append((char) socket.getInputStream().read());
                }
                assertTrue(
                        first.toString().startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),
                        first.toString());
                send(socket, chunked);
                assertTrue(readAll(socket).startsWith("HTTP/1.1 200 OK\r\n"));
            }
            assertEquals("hello", bodies.remove());
            assertEquals("5\r\nhello\r\n0\r\n\r\n", bodies.remove());
            assertEquals(1, upstream.connections(), "connections are kept");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\nabcde",
            })
    void bodiesWithoutALengthAreChunked(String upstreamAnswer) throws IOException {
        try (RawUpstream upstream = new RawUpstream(connection -> {
            connection.readHead();
            connection.write(upstreamAnswer);
        })) {
            forwardTo(upstream.port());
            String answer = raw(GET);
            assertTrue(answer.contains("\r\ntransfer-encoding: chunked\r\n"), answer);
            assertTrue(answer.endsWith("\r\n0\r\n\r\n"), answer);
            String old = raw("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertTrue(old.contains("\r\nconnection: close\r\n") && old.endsWith("\r\n\r\nabcde"), old);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD,200,1.1,Content-Length: 5,false",
        "HEAD,200,1.1,Transfer-Encoding: chunked,false",
        "GET,204,1.1,X: y,false",
        "GET,304,1.1,Content-Length: 5,false",
        "GET,200,1.1,Content-Length: 0,false",
        "HEAD,200,1.0,X: y,true",
    })
    void someAnswersHaveNoBody(String method, int status, String version, String header, boolean closes)
            throws IOException {
        String request = method + " / HTTP/1.1\r\nHost: x\r\n";
        String upstreamAnswer = "HTTP/" + version + " " + status + " Some\r\n" + header + "\r\n\r\n";
        try (RawUpstream upstream = new RawUpstream(connection -> {
            do {
                connection.readHead();
                connection.write(upstreamAnswer);
            } while (!closes);
        })) {
            forwardTo(upstream.port());
            String answers = raw(request + "\r\n" + request + "Connection: close\r\n\r\n");
            assertEquals(3, answers.split("HTTP/1.1 " + status, -1).length, answers);
            assertTrue(answers.endsWith("\r\n\r\n"), answers);
            assertEquals(header.endsWith("5"), answers.contains("content-length: 5"), answers);
        }
    }
}
