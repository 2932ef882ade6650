package dev.faultline.injector.server;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.server.FrameClient.Frame;
import io.netty.handler.codec.http2.Http2Headers;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a plan spells out, as they look on the wire. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class AnswersTest extends WireTestBase {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String LAST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static final String GET_1_0_KEPT = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + (1 << 20) + "\r\n\r\n";

    /** Every place of a plan that takes the headers of an answer, of which %s are the fields. */
    private static final String STATUS = "'rules':[{'aborts':[{'percentage':100,'type':'status','status':503,%s}]}]";

    private static final String STATUS_AT_RESPONSE =
            "'rules':[{'aborts':[{'percentage':100,'type':'status','status':503,'at':'response',%s}]}]";
    private static final String RESPOND = "'otherwise':{'type':'respond','body':'ok',%s}";
    private static final String DRIPPING =
            "'rules':[{'aborts':[{'percentage':100,'type':'drip','bytesPerSecond':9999,'at':'response'}]}],"
                    + "'otherwise':{'type':'respond','body':'ok',%s}";

    private static final String LIMIT =
            "'rules':[{'aborts':[{'percentage':100,'type':'concurrency-limit','max':0,%s}]}]";

    /** Returns the plan with requests for /slow parked. */
    private static String besideSlow(String plan) {
        String slow = "{'match':{'path':'/slow'},'delay':{'type':'fixed','value':'5m'}}";
        return plan.contains("'rules':[")
                ? plan.replace("'rules':[", "'rules':[" + slow + ",")
                : "'rules':[" + slow + "]," + plan;
    }

    private static List<String> lines(String answer, String header) {
        return answer.lines()
                .filter(line -> line.startsWith(header + ": "))
                .map(line -> line.substring(header.length() + 2))
                .toList();
    }

    private static List<String> lines(Http2Headers headers, String header) {
        return headers.getAll(header).stream().map(CharSequence::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {STATUS, STATUS_AT_RESPONSE, RESPOND, DRIPPING, LIMIT})
    void connectionCloseIsTheLastAnswer(String plan) throws IOException {
        putPlan("{" + String.format(plan, "'headers':{'CONNECTION':'Close','x-one':'1'}") + "}");
        for (String request : List.of(GET + GET + GET, POST + "x".repeat(1 << 20), GET_1_0_KEPT)) {
            String answer = raw(request);
            assertEquals(List.of("close"), lines(answer, "connection"), answer);
            assertEquals(List.of("1"), lines(answer, "x-one"), answer);
            assertEquals(0, answer.lastIndexOf("HTTP/1."), answer);
            assertTrue(answer.contains("\r\n\r\n"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {STATUS, STATUS_AT_RESPONSE, RESPOND, DRIPPING, LIMIT})
    void connectionCloseIsAGoAwayThatWaitsForTheOthers(String plan) throws Exception {
        putPlan("{" + besideSlow(String.format(plan, "'headers':{'Connection':'close'}")) + "}");
        try (FrameClient client = new FrameClient(connect()).start()) {
            client.get(1, "/slow");
            awaitActive(1);
            client.get(3, "/");
            assertGoAway(client, 3);
            Frame frame = client.next(3);
            assertNull(client.headers(frame).get("connection"));
            while (!frame.endsStream()) {
                frame = client.next(3);
            }
            // It is too late for another.
            client.get(5, "/");
            stop();
            assertEquals("200", client.headers(client.next(1)).status().toString());
            assertEquals("ok", client.next(1).payload().toString());
            assertTrue(client.endsWithoutAnswer());
        }
    }

    @Test
    void theGoAwayCountsEveryStreamThatHasBegun() throws Exception {
        putPlan("{'rules':[{'match':{'path':'/slow'},'delay':{'type':'fixed','value':'5m'}},"
                + "{'delay':{'type':'fixed','value':'50ms'},'aborts':[{'percentage':100,'type':'status','status':503,"
                + "'headers':{'Connection':'close'}}]}]}");
        try (FrameClient client = new FrameClient(connect()).start()) {
            client.write(
                    FrameClient.head(1, "/", FrameClient.END_STREAM),
                    FrameClient.head(3, "/slow", FrameClient.END_STREAM));
            assertGoAway(client, 3);
            assertEquals("503", client.headers(client.next(1)).status().toString());
            stop();
            assertEquals("200", client.headers(client.next(3)).status().toString());
            assertEquals("ok", client.next(3).payload().toString());
            assertTrue(client.endsWithoutAnswer());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {LIMIT + "|14", RESPOND + "|0", STATUS + "|"})
    void connectionCloseHoldsForGrpcToo(String plan, @Nullable String status) throws Exception {
        putPlan("{" + String.format(plan, "'headers':{'Connection':'close'}") + "}");
        try (FrameClient client = new FrameClient(connect()).start()) {
            client.call(1, "/shop.Cart/AddItem");
            assertGoAway(client, 1);
            Frame last = client.next(1);
            CharSequence seen = client.headers(last).get("grpc-status");
            while (!last.endsStream()) {
                last = client.next(1);
                seen = last.type() == FrameClient.HEADERS ? client.headers(last).get("grpc-status") : seen;
            }
            assertEquals(status, seen == null ? null : seen.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, 3_000_000})
    void aSizeIsABodyOfSoManyBytes(int size) throws Exception {
        for (String more :
                List.of("", ",'at':'response'", ",'contentType':'image/png'", ",'headers':{'a':['1','2']}")) {
            abort("'status','status':503,'size':" + size + more);
            String answer = raw(LAST);
            int head = answer.indexOf("\r\n\r\n") + 4;
            assertEquals("HTTP/1.1 503", answer.substring(0, 12));
            assertEquals(List.of(Integer.toString(size)), lines(answer.substring(0, head), "content-length"));
            assertEquals(
                    List.of(more.contains("image") ? "image/png" : "text/plain"),
                    lines(answer.substring(0, head), "content-type"));
            assertEquals("*".repeat(size), answer.substring(head));
            String toHead = raw(LAST.replace("GET", "HEAD"));
            assertEquals(List.of(Integer.toString(size)), lines(toHead, "content-length"));
            assertTrue(toHead.endsWith("\r\n\r\n"), toHead);
        }
    }

    @Test
    void overHttp2ASizeIsABodyOfSoManyBytesToo() throws Exception {
        abort("'status','status':200,'size':40000");
        try (FrameClient client = new FrameClient(connect()).start()) {
            Frame frame = client.get(1, "/").next(1);
            assertEquals("40000", client.headers(frame).get("content-length").toString());
            int size = 0;
            while (!frame.endsStream()) {
                frame = client.next(1);
                size += frame.payload().length();
            }
            assertEquals(40_000, size);
        }
    }

    /** As {@code curl -d} sends it. */
    @Test
    void theFormOfFortioSaysTheSame() throws IOException {
        given().contentType("application/x-www-form-urlencoded")
                .body("status=503&size=1024&close=true&header=Foo:Bar1&header=Foo:Bar2&header=X:a%20b&ttl=5m")
                .put("/api/faults")
                .then()
                .statusCode(200);
        String answer = raw(GET + GET);
        assertEquals("HTTP/1.1 503", answer.substring(0, 12));
        assertEquals(List.of("close"), lines(answer, "connection"));
        assertEquals(List.of("Bar1", "Bar2"), lines(answer, "Foo"));
        assertEquals(List.of("a b"), lines(answer, "X"));
        assertEquals(List.of("application/octet-stream"), lines(answer, "content-type"));
        assertTrue(answer.endsWith("\r\n\r\n" + "*".repeat(1024)), answer);
    }

    private static void assertGoAway(FrameClient client, long last) throws IOException {
        Frame goAway = client.nextOf(FrameClient.GOAWAY);
        assertEquals(last, goAway.number(0));
        assertEquals(0, goAway.number(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {STATUS, STATUS_AT_RESPONSE, RESPOND, DRIPPING, LIMIT})
    void eachValueOfAHeaderIsALine(String plan) throws Exception {
        putPlan("{" + String.format(plan, "'headers':{'Set-Cookie':['a=1','b=2; Path=/','a=1'],'x-one':'1'}") + "}");
        List<String> cookies = List.of("a=1", "b=2; Path=/", "a=1");
        String answer = raw(LAST);
        assertEquals(cookies, lines(answer, "Set-Cookie"), answer);
        assertEquals(List.of("1"), lines(answer, "x-one"), answer);
        try (FrameClient client = new FrameClient(connect()).start()) {
            Http2Headers headers = client.headers(client.get(1, "/").next(1));
            assertEquals(cookies, lines(headers, "set-cookie"), headers.toString());
            assertEquals(List.of("1"), lines(headers, "x-one"), headers.toString());
        }
    }
}
