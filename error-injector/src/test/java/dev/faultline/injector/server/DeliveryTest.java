package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come slowly or not whole, over HTTP/1.1. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class DeliveryTest extends WireTestBase {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String LAST_GET = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static void abort(String abort, String otherwise) {
        putPlan("{'rules':[{'name':'r','aborts':[{'percentage':100,'type':" + abort + "}]}],'otherwise':{'type':"
                + otherwise + "}}");
    }

    private static String forward(RawUpstream upstream) {
        return "'forward','to':'http://127.0.0.1:" + upstream.port() + "'";
    }

    /** Reads up to an RST, which must come. */
    private String readUpToReset() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (Socket socket = connect()) {
            send(socket, GET);
            assertThrows(SocketException.class, () -> socket.getInputStream().transferTo(read));
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void truncatedByAFin() throws IOException {
        abort("'truncate','declared':1000,'sent':300");
        String answer = raw(GET);
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.contains("\r\ncontent-length: 1000\r\n"), answer);
        assertTrue(answer.contains("\r\nx-faultline-fault: r/truncate\r\n"), answer);
        assertEquals("*".repeat(300), body(answer));
    }

    @Test
    void truncatedByAnRst() throws IOException {
        abort("'truncate','declared':1000,'sent':300,'end':'reset'");
        String answer = readUpToReset();
        assertTrue(answer.contains("\r\ncontent-length: 1000\r\n"), answer);
        assertEquals("*".repeat(300), body(answer));
    }

    @ParameterizedTest
    @CsvSource({"0,''", "3,hel", "4,hell", "5,hell", "100,hell"})
    void answersAreCutBeforeTheirEnd(int sent, String got) throws IOException {
        abort("'truncate','at':'response','sent':" + sent, "'respond','body':'hello'");
        String answer = raw(GET);
        assertTrue(answer.contains("\r\ncontent-length: 5\r\n"), answer);
        assertEquals(got, body(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset"})
    void withoutABodyTheConnectionEnds(String end) throws IOException {
        putPlan("{'rules':[{'aborts':[{'type':'truncate','percentage':100,'at':'response','end':'" + end
                + "'}]}],'otherwise':{'type':'respond','body':''}}");
        assertNothingComesBefore(end, GET);
        abort("'truncate','end':'" + end + "'");
        assertNothingComesBefore(end, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private void assertNothingComesBefore(String end, String request) throws IOException {
        if (end.equals("close")) {
            assertEquals("", raw(request));
        } else {
            assertThrows(SocketException.class, () -> raw(request));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,'',Content-Length: 4,abcd",
        "2,ab,Content-Length: 4,abcd",
        "9,abc,Content-Length: 4,abcd",
        "0,'',Transfer-Encoding: chunked,'1\r\na\r\n0\r\n\r\n'",
        "9,'',Transfer-Encoding: chunked,'1\r\na\r\n0\r\n\r\n'",
        "2,'2\r\nab\r\n',Transfer-Encoding: chunked,'4\r\nabcd\r\n0\r\n\r\n'",
        "2,'2\r\nab\r\n',Transfer-Encoding: chunked,'4\r\nabcd\r\n'",
        "9,'3\r\nabc\r\n',Transfer-Encoding: chunked,'4\r\nabcd\r\n0\r\n\r\n'",
    })
    void answersOfUpstreamsAreCut(int sent, String got, String framing, String body) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n" + body)) {
            abort("'truncate','at':'response','sent':" + sent, forward(upstream));
            String answer = raw(GET);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains(framing.toLowerCase(Locale.ROOT)), answer);
            assertEquals(got, body(answer));
        }
    }

    @Test
    void emptyAnswersOfUpstreamsEndTheConnection() throws IOException {
        for (String empty : new String[] {"Content-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
            try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\n" + empty)) {
                abort("'truncate','at':'response'", forward(upstream));
                assertEquals("", raw(GET));
            }
        }
    }

    @Test
    void dripsNoByteTooEarly() throws IOException {
        abort("'drip','bytesPerSecond':2000,'size':2000");
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            send(socket, LAST_GET);
            InputStream in = socket.getInputStream();
            String head = readHead(in);
            assertTrue(head.contains("\r\ncontent-length: 2000\r\n"), head);
            byte[] some = new byte[2000];
            int got = 0;
            int reads = 0;
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                got += n;
                reads++;
                // Two bytes a millisecond.
                long due = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start) / 500;
                assertTrue(got <= due, "byte " + got + " is early");
            }
            assertEquals(2000, got);
            assertTrue(reads > 3, "came in " + reads + " pieces");
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    @Test
    void theHeadOfADripComesFirst() throws IOException {
        abort("'drip','bytesPerSecond':1,'size':1000");
        try (Socket socket = connect()) {
            send(socket, LAST_GET);
            readHead(socket.getInputStream());
            awaitActive(1);
            stop();
            assertEquals(1000, readAll(socket).length(), "the kill switch sends the rest");
        }
    }

    @Test
    void aCallerThatLeavesEndsTheDrip() throws IOException {
        abort("'drip','bytesPerSecond':1,'size':1000");
        try (Socket socket = connect()) {
            send(socket, GET);
            readHead(socket.getInputStream());
        }
        awaitActive(0);
    }

    @Test
    void aFastDripOfMuchIsAsSlowAsItsCaller() throws IOException {
        int size = 64 << 20;
        abort("'drip','bytesPerSecond':1073741824,'size':" + size);
        assertEquals(size, body(raw(LAST_GET)).length());
    }

    @Test
    void headHasNothingToDrip() throws IOException {
        abort("'drip','bytesPerSecond':1,'size':1000");
        String answer = raw(LAST_GET.replace("GET", "HEAD"));
        assertTrue(answer.contains("\r\ncontent-length: 1000\r\n") && answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void anyAnswerCanDrip() throws IOException {
        abort("'drip','at':'response','bytesPerSecond':100", "'respond','body':'hello','status':418");
        String answer = raw(LAST_GET);
        assertTrue(answer.startsWith("HTTP/1.1 418 ") && answer.endsWith("\r\n\r\nhello"), answer);
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n";
        try (RawUpstream upstream = RawUpstream.answering(chunked)) {
            abort("'drip','at':'response','bytesPerSecond':4", forward(upstream));
            answer = raw(LAST_GET);
            // A loop that was held up sends what has come due meanwhile in one chunk.
            String chunks = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            assertTrue(chunks.startsWith("1\r\na\r\n") && chunks.endsWith("\r\n0\r\n\r\n"), answer);
            assertEquals("abcd", chunks.replaceAll("\\d\r\n|\r\n", ""), answer);
        }
    }
}
