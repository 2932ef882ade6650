package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http2.Http2Headers;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What turns requests away that are too many. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class LimitsTest extends WireTestBase {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String LAST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static void assertTurnedAway(String answer, String status, String retryAfter) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertTrue(answer.contains("\r\nretry-after: " + retryAfter + "\r\n"), answer);
    }

    @Test
    void aBurstPassesAndTheRestIsToldWhenToComeBack() throws IOException {
        abort("'rate-limit','perSecond':0.25,'burst':2");
        assertTrue(raw(LAST).startsWith("HTTP/1.1 200 "));
        String second = raw(LAST);
        assertTrue(second.startsWith("HTTP/1.1 200 ") && !second.contains("x-faultline-fault"), second);
        String third = raw(LAST);
        assertTurnedAway(third, "429 ", "4");
        assertTrue(third.contains("\r\nx-faultline-fault: r/rate-limit\r\n"), third);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'rate-limit','perSecond':0.25,'burst':1", "'concurrency-limit','max':0"})
    void whatIsTurnedAwayGetsTheAnswerOfThePlan(String limit) throws Exception {
        boolean isRate = limit.contains("rate");
        abort(limit + ",'headers':{'Access-Control-Allow-Origin':'*','Vary':['Origin','Cookie']},'body':'{}',"
                + "'contentType':'application/json'");
        if (isRate) {
            assertTrue(raw(LAST).startsWith("HTTP/1.1 200 "));
        }
        String answer = raw(LAST);
        assertTurnedAway(answer, isRate ? "429 " : "503 ", isRate ? "4" : "1");
        assertTrue(answer.contains("\r\nAccess-Control-Allow-Origin: *\r\n"), answer);
        assertTrue(answer.contains("\r\nVary: Origin\r\n") && answer.contains("\r\nVary: Cookie\r\n"), answer);
        assertTrue(answer.contains("\r\ncontent-type: application/json\r\n") && answer.endsWith("\r\n\r\n{}"), answer);
        try (FrameClient client = new FrameClient(connect()).start()) {
            Http2Headers headers = client.headers(client.get(1, "/").next(1));
            assertEquals(isRate ? "429" : "503", headers.status().toString());
            assertEquals("*", headers.get("access-control-allow-origin").toString());
            assertEquals(2, headers.getAll("vary").size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'rate-limit','perSecond':0.25,'burst':1", "'concurrency-limit','max':0"})
    void thePlanMaySayItselfWhenToComeBack(String limit) throws IOException {
        abort(limit + ",'headers':{'retry-after':'77'}");
        String answers = raw(GET + LAST);
        assertTrue(answers.contains("\r\nretry-after: 77\r\n"), answers);
        assertEquals(-1, answers.replace("retry-after: 77", "").indexOf("retry-after"), answers);
    }

    @Test
    void theShortestWaitIsASecond() throws IOException {
        abort("'rate-limit','perSecond':50,'burst':1");
        // One of these comes within the 20 ms after another.
        StringBuilder many = new StringBuilder();
        IntStream.range(0, 100).forEach(i -> many.append(GET));
        String answers = raw(many + LAST);
        assertTrue(answers.contains(" 429 ") && answers.contains("\r\nretry-after: 1\r\n"), answers);
        assertTrue(!answers.contains("retry-after: 0"), answers);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void theBurstIsExactOverAllEventLoops(HttpVersion version) {
        // The next token would take 1000 s to come.
        abort("'rate-limit','perSecond':0.001,'burst':137,'status':503");
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setMaxPoolSize(50)
                .setHttp2MaxPoolSize(8)
                .setHttp2MultiplexingLimit(50)
                .setMaxWaitQueueSize(-1)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(dataPlane.port()));
        List<Future<HttpClientResponse>> all = IntStream.range(0, 1000)
                .mapToObj(i -> client.request(HttpMethod.GET, "/").compose(HttpClientRequest::send))
                .toList();
        long passed =
                all.stream().filter(each -> await(each).statusCode() == 200).count();
        long turnedAway =
                all.stream().filter(each -> await(each).statusCode() == 503).count();
        assertEquals(137, passed);
        assertEquals(863, turnedAway);
        await(client.close());
    }

    @Test
    void soManyAreServedAtOnceAndTheRestGoesAway() throws IOException {
        putPlan("{'rules':[{'name':'r','delay':{'type':'fixed','value':'5m'},"
                + "'aborts':[{'type':'concurrency-limit','percentage':100,'max':2}]}]}");
        try (Socket first = connect()) {
            send(first, GET);
            awaitActive(1);
            try (Socket second = connect()) {
                send(second, GET);
                awaitActive(2);
                String third = raw(LAST);
                assertTurnedAway(third, "503 ", "1");
                assertTrue(third.contains("\r\nx-faultline-fault: r/concurrency-limit\r\n"), third);
            }
            // The one that left makes room.
            awaitActive(1);
            try (Socket fourth = connect()) {
                send(fourth, GET);
                awaitActive(2);
                assertTurnedAway(raw(LAST), "503 ", "1");
            }
        }
    }

    @Test
    void placesAreFreeAgainAfterTheAnswers() throws IOException {
        abort("'concurrency-limit','max':1");
        String answers = raw(GET.repeat(50) + LAST);
        assertEquals(51, answers.split("HTTP/1.1 200 OK", -1).length - 1, answers);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
