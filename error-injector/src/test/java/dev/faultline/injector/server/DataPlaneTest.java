package dev.faultline.injector.server;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.decide.ActiveFaults;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class DataPlaneTest {

    private static final String PLAN = "/api/faults";

    @Inject
    DataPlane dataPlane;

    @Inject
    ActiveFaults active;

    @Inject
    Vertx vertx;

    @BeforeEach
    void startWithoutFaults() {
        given().delete(PLAN).then().statusCode(200);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        given().delete(PLAN).then().statusCode(200);
        awaitActive(0);
    }

    private static void put(String plan) {
        given().contentType("application/json")
                .body(plan.replace('\'', '"'))
                .put(PLAN)
                .then()
                .statusCode(200);
    }

    private void awaitActive(int wanted) {
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> active.count() == wanted);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dataPlane.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private HttpClient client(HttpVersion version) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(dataPlane.port()));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static Future<HttpClientResponse> get(HttpClient client, String path) {
        return client.request(HttpMethod.GET, path).compose(HttpClientRequest::send);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "GET /api/faults HTTP/1.1",
                "GET /q/health HTTP/1.1",
                "DELETE /a%zz?b=%zz HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "PROPFIND /dav HTTP/1.1",
                "GET http://other/x HTTP/1.1",
                "CONNECT other:443 HTTP/1.1",
                "GET / HTTP/1.0",
            })
    void nothingIsReserved(String requestLine) throws IOException {
        put("{'otherwise':{'type':'respond','status':418,'body':'teapot'}}");
        String answer = raw(requestLine + "\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.contains(" 418 ") && answer.endsWith("teapot"), answer);
        assertTrue(answer.contains("x-faultline-by: test-host"), answer);
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        String answer = raw("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.contains("content-length: 2") && answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void bodiesAreDrainedAndConnectionsKept() throws IOException {
        String body = "x".repeat(300_000);
        String post = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + body.length() + "\r\n";
        String answer = raw(post + "\r\n" + body + post + "Connection: close\r\n\r\n" + body);
        assertEquals(2, answer.split("HTTP/1.1 200 OK", -1).length - 1, answer);
    }

    @Test
    void whatIsNoHttpIsRefusedByName() throws IOException {
        String answer = raw("nonsense\r\n\r\n");
        assertTrue(answer.contains(" 400 ") && answer.contains("x-faultline-by: test-host"), answer);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void delaysThenAbortsAndSaysSo(HttpVersion version) {
        put(
                "{'rules':[{'name':'slow','delay':{'type':'fixed','value':'50ms'},'aborts':[{'type':'status','percentage':100,"
                        + "'status':503,'headers':{'Retry-After':'5'},'body':'busy','contentType':'application/json'}]}]}");
        HttpClient client = client(version);
        long from = System.nanoTime();
        HttpClientResponse response = await(get(client, "/"));
        assertTrue(System.nanoTime() - from >= TimeUnit.MILLISECONDS.toNanos(50));
        assertEquals(503, response.statusCode());
        assertEquals("slow/status", response.getHeader("x-faultline-fault"));
        assertEquals("fault;dur=50", response.getHeader("server-timing"));
        assertEquals("5", response.getHeader("retry-after"));
        assertEquals("application/json", response.getHeader("content-type"));
        await(client.close());
    }

    @Test
    void aClientThatLeavesFreesItsPlace() throws IOException {
        put("{'rules':[{'delay':{'type':'fixed','value':'5m'}}]}");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dataPlane.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            awaitActive(1);
        }
        awaitActive(0);
    }

    @Test
    void resetStreamsFreeTheirPlacesAndDoNotCostTheConnection() {
        put("{'rules':[{'match':{'path':'/slow'},'delay':{'type':'fixed','value':'5m'}}]}");
        HttpClient client = client(HttpVersion.HTTP_2);
        // More than the 200 resets in 30 s at which Vert.x would by default take them for an attack.
        for (int i = 0; i < 300; i++) {
            HttpClientRequest request = await(client.request(HttpMethod.GET, "/slow"));
            await(request.end());
            awaitActive(1);
            request.reset();
            awaitActive(0);
        }
        assertEquals(200, await(get(client, "/")).statusCode());
        await(client.close());
    }

    @Test
    void theKillSwitchLetsGoWhatIsHeldBack() {
        put("{'rules':[{'delay':{'type':'fixed','value':'5m'},"
                + "'aborts':[{'type':'status','percentage':100,'status':503}]}]}");
        HttpClient client = client(HttpVersion.HTTP_2);
        var held = IntStream.range(0, 20).mapToObj(i -> get(client, "/")).toList();
        awaitActive(20);
        given().delete(PLAN).then().statusCode(200);
        held.forEach(response -> assertEquals(200, await(response).statusCode()));
        await(client.close());
    }

    @Test
    void theEndOfThePlanLetsGoWhatIsHeldBack() {
        put("{'expiresIn':'200ms','rules':[{'delay':{'type':'fixed','value':'5m'},"
                + "'aborts':[{'type':'status','percentage':100,'status':503}]}]}");
        HttpClient client = client(HttpVersion.HTTP_2);
        assertEquals(200, await(get(client, "/")).statusCode());
        awaitActive(0);
        await(client.close());
    }

    @ParameterizedTest
    @CsvSource({
        "/%7Esmith,exact",
        "/~smith,exact",
        "/%61pi/x,beneath",
        "/x/../api/y,beneath",
        "/%c3%b6,encoded",
        "/%C3%B6,encoded",
        "/re/%7e,expression",
    })
    void equivalentPathsMatchTheSameRule(String path, String rule) throws IOException {
        String abort = "'aborts':[{'type':'status','percentage':100,'status':503}]}";
        put("{'rules':[{'name':'exact','match':{'path':'/~smith'}," + abort
                + ",{'name':'beneath','match':{'path':'/api/**'}," + abort
                + ",{'name':'encoded','match':{'path':'/%c3%b6'}," + abort
                + ",{'name':'expression','match':{'pathRegex':'/re/~'}," + abort + "]}");
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.contains("x-faultline-fault: " + rule + "/status\r\n"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "1,'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'",
        "1,'GET / HTTP/1.0\r\n\r\n'",
        "1,'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab'",
        "2,'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'",
        "1,'GET / HTTP/1.1\r\nHost: a\r\n\r\n'",
        "1,'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'",
        "3,'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'",
    })
    void whoHasSaidItsLastRequestMayCloseItsSide(int answers, String requests) throws IOException {
        put("{'rules':[{'delay':{'type':'fixed','value':'50ms'}}]}");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dataPlane.port())) {
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertEquals(answers, all.split(" 200 OK\r\n", -1).length - 1, all);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\na",
            })
    void whoClosesItsSideAndIsNotAnsweredSoonHasLeft(String request) throws IOException {
        put("{'rules':[{'delay':{'type':'fixed','value':'5m'}}]}");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dataPlane.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            awaitActive(1);
            socket.shutdownOutput();
            awaitActive(0);
        }
    }

    @Test
    void anAnswerUnderWayIsNotCutForWhoHasClosedItsSide() throws IOException {
        // Longer than such a caller is waited for, with a byte now and then.
        put("{'rules':[{'aborts':[{'type':'drip','percentage':100,'bytesPerSecond':2,'size':14}]}]}");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dataPlane.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(all.endsWith("\r\n\r\n" + "*".repeat(14)), all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/1.9"})
    void aLaterMinorVersionIsUnderstoodAsTheOneThatWeSpeak(String version) throws IOException {
        String answers = raw("GET / " + version + "\r\nHost: a\r\n\r\nGET / " + version
                + "\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertEquals(2, answers.split("HTTP/1.1 200 OK\r\n", -1).length - 1, answers);
    }

    @ParameterizedTest
    @CsvSource({
        "400,'GET / HTTP/1.1\r\n\r\n'",
        "400,'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'",
        "501,'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'",
    })
    void whatNoServerMayAnswerIsRefused(int status, String request) throws IOException {
        String answer = raw(request);
        assertTrue(answer.contains(" " + status + " ") && answer.contains("x-faultline-by: test-host"), answer);
    }

    @Test
    void beyondTheBoundNothingIsHeldBack() {
        long before = active.overflows();
        put("{'maxActiveFaults':1,'rules':[{'name':'r','delay':{'type':'fixed','value':'5m'},"
                + "'aborts':[{'type':'status','percentage':100,'status':503}]}]}");
        HttpClient client = client(HttpVersion.HTTP_2);
        Future<HttpClientResponse> held = get(client, "/");
        awaitActive(1);
        HttpClientResponse overflow = await(get(client, "/"));
        assertEquals(200, overflow.statusCode());
        assertEquals(null, overflow.getHeader("x-faultline-fault"));
        assertEquals(before + 1, active.overflows());
        String metrics = given().get("/q/metrics").asString();
        assertTrue(metrics.contains("faultline_requests_total{outcome=\"overflow\",rule=\"r\"} 1.0"), metrics);
        assertTrue(metrics.contains("faultline_active_faults 1.0"), metrics);
        given().delete(PLAN).then().statusCode(200);
        assertEquals(200, await(held).statusCode());
        assertTrue(!given().get("/q/metrics").asString().contains("rule=\"r\""), "series of gone rules are removed");
        await(client.close());
    }
}
