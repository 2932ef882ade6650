package dev.faultline.backend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.channel.Listeners;
import dev.faultline.platform.channel.SlowCaller;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.impl.VertxInternal;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in page, the service time and the counts, without Quarkus around them. */
class TrafficRoutesTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Vertx vertx = Vertx.vertx();
    private final Traffic traffic = new Traffic();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/?query"})
    void worksWithoutADocumentRoot(String path) throws Exception {
        HttpResponse<String> answer = get(serve(new ServiceTime.None(), 9), path);
        assertEquals(200, answer.statusCode());
        assertEquals("<html><body><h1>It works!</h1></body></html>\n", answer.body());
        assertEquals("Test/1", answer.headers().firstValue("Server").orElse(""));
        assertEquals("45", answer.headers().firstValue("Content-Length").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/docs/", "/.htpasswd"})
    void hasNoOtherPage(String path) throws Exception {
        assertEquals(404, get(serve(new ServiceTime.None(), 9), path).statusCode());
    }

    @Test
    void revalidatesThePage() throws Exception {
        URI server = serve(new ServiceTime.None(), 9);
        HttpResponse<String> first = get(server, "/");
        for (String[] condition : new String[][] {{"If-None-Match", "ETag"}, {"If-Modified-Since", "Last-Modified"}}) {
            String value = first.headers().firstValue(condition[1]).orElse("");
            HttpResponse<String> second = send(
                            HttpRequest.newBuilder(server).header(condition[0], value), HttpClient.Version.HTTP_1_1)
                    .get(20, TimeUnit.SECONDS);
            assertEquals(304, second.statusCode(), condition[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void takesItsServiceTimeAndCountsTheAnswer(HttpClient.Version version) throws Exception {
        URI server = serve(new ServiceTime.Fixed(Duration.ofMillis(30)), 9);
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(server), version).get(20, TimeUnit.SECONDS);
        assertEquals(200, answer.statusCode());
        assertEquals(version, answer.version());
        await().until(() -> traffic.ended() == 1);
        assertEquals(1, traffic.ended(Traffic.Outcome.SUCCESS));
        assertEquals(45, traffic.bytes());
        assertTrue(traffic.nanos() >= 30_000_000, () -> traffic.nanos() + " ns");
    }

    @Test
    void refusesMoreThanItsLimitButShowsItsStatus() throws Exception {
        URI server = serve(new ServiceTime.Fixed(Duration.ofMinutes(1)), 1);
        CompletableFuture<HttpResponse<String>> held =
                send(HttpRequest.newBuilder(server), HttpClient.Version.HTTP_1_1);
        await().until(() -> traffic.inFlight() == 1);
        HttpResponse<String> refused = get(server, "/");
        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
        String status = get(server, "/server-status?auto").body();
        assertTrue(status.contains("\nBusyWorkers: 2\nIdleWorkers: 0\n"), status);
        held.cancel(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n"
            })
    void answersAClientThatClosesItsSideAfterItsLastRequest(String request) throws Exception {
        URI server = serve(new ServiceTime.Fixed(Duration.ofMillis(50)), 9);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.contains(" 200 OK\r\n") && answer.endsWith("It works!</h1></body></html>\n"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400,'Host: a\r\nHost: b\r\n\r\n'",
        "400,'X: y\r\n\r\n'",
        "501,'Host: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'",
    })
    void refusesWhatNoServerMayAnswer(int status, String rest) throws Exception {
        URI server = serve(new ServiceTime.None(), 9);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nConnection: close\r\n" + rest).getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        }
    }

    @Test
    void noticesAClientThatLeaves() throws Exception {
        URI server = serve(new ServiceTime.Fixed(Duration.ofMinutes(1)), 9);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> traffic.inFlight() == 1);
            assertEquals(1, traffic.connections());
            // By an RST: a FIN may be the end of the input only.
            socket.setSoLinger(true, 0);
        }
        await().until(() -> traffic.connections() == 0);
        assertEquals(0, traffic.inFlight());
        assertEquals(1, traffic.ended(Traffic.Outcome.ABORTED));
        assertEquals(0, traffic.bytes());
    }

    private URI serve(ServiceTime time, int maxInFlight) {
        Settings settings =
                new Settings(null, time, new SplittableRandom(1), maxInFlight, "Test/1", SettingsTest.BOUNDS);
        Router router = Router.router(vertx);
        ServerStatus status = new ServerStatus(settings, traffic, vertx);
        new TrafficRoutes(settings, traffic, status, new GrpcHealth(vertx), vertx).register(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Listeners.watch(
                        ((VertxInternal) vertx).getAcceptorEventLoopGroup(),
                        port -> port == server.actualPort(),
                        1,
                        channel -> SlowCaller.watch(channel, SettingsTest.BOUNDS, ""))
                .toCompletableFuture()
                .join();
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }

    private static HttpResponse<String> get(URI server, String path) throws Exception {
        return send(HttpRequest.newBuilder(server.resolve(path)), HttpClient.Version.HTTP_1_1)
                .get(20, TimeUnit.SECONDS);
    }

    private static CompletableFuture<HttpResponse<String>> send(
            HttpRequest.Builder request, HttpClient.Version version) {
        return CLIENT.sendAsync(request.version(version).build(), HttpResponse.BodyHandlers.ofString());
    }
}
