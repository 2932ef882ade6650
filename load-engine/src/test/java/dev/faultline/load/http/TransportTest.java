package dev.faultline.load.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Shard;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire, seen by the server: connections, requests, calls. */
@Timeout(90)
class TransportTest {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final Duration BUSY_MACHINE = Duration.ofSeconds(20);

    @TempDir
    Path files;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int server(io.vertx.core.Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return server.actualPort();
    }

    private Tally send(String host, int port, String plan) throws Exception {
        String json = "{\"target\":\"http://" + host + ":" + port + "/\"," + plan + "}";
        LoadGenerator generator = new LoadGenerator(
                vertx,
                new LoadGenerator.Settings(
                        null,
                        null,
                        new MeshMeter(MeshSource.NONE),
                        any -> {},
                        new RequestBodies(Optional.of(files)),
                        BUSY_MACHINE,
                        Duration.ofSeconds(10),
                        new SplittableRandom(1),
                        Shard.WHOLE,
                        () -> TlsClient.Trust.SYSTEM),
                window -> {});
        LoadControl.Recording recording = generator.record();
        generator
                .start(new StrictReader(WireJson.mapper()).read(json.getBytes(StandardCharsets.UTF_8), LoadPlan.class))
                .get(5, TimeUnit.SECONDS);
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.plan() == null);
        Tally tally = recording.stop().get(55, TimeUnit.SECONDS);
        generator.close();
        return tally;
    }

    private static void ok(HttpServerRequest request) {
        request.response().end("ok");
    }

    /** 60 requests, 10 to a connection: six connections, and not one request is lost to a connection that closes. */
    @ParameterizedTest
    @CsvSource({"http1, 1", "http1, 10", "h2c, 1", "h2c, 10"})
    void aConnectionIsClosedAfterItsRequests(String protocol, int requests) throws Exception {
        int port = server(TransportTest::ok);
        Tally tally = send(
                "127.0.0.1",
                port,
                "\"rate\":200,\"duration\":\"300ms\",\"connections\":1,\"protocol\":\"" + protocol
                        + "\",\"requestsPerConnection\":" + requests);
        assertEquals(Map.of(ResultClass.OK, 60L), tally.classes());
        assertEquals(60 / requests, connections.get());
    }

    @Test
    void connectionsAreKeptOtherwise() throws Exception {
        int port = server(TransportTest::ok);
        Tally tally = send("127.0.0.1", port, "\"rate\":200,\"duration\":\"300ms\",\"connections\":3");
        assertEquals(Map.of(ResultClass.OK, 60L), tally.classes());
        assertTrue(connections.get() <= 3, "connections " + connections);
    }

    /** The server's own count is what the client can't be wrong about: no attempt is hidden. */
    @Test
    void aServerThatClosesEveryTwentiethShowsExactlyThose() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        int port = server(request -> {
            if (requests.incrementAndGet() % 20 == 0) {
                request.connection().close();
            } else {
                ok(request);
            }
        });
        Tally tally = send("127.0.0.1", port, "\"rate\":400,\"duration\":\"1s\",\"connections\":1");
        assertEquals(400, requests.get());
        assertEquals(Map.of(ResultClass.OK, 380L, ResultClass.CLOSE, 20L), tally.classes());
    }

    @Test
    void retriesAreSeenByTheServerAndCounted() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        int port = server(request -> request.response()
                .setStatusCode(requests.incrementAndGet() % 2 == 1 ? 503 : 200)
                .end());
        Tally tally = send(
                "127.0.0.1",
                port,
                "\"rate\":50,\"duration\":\"400ms\",\"connections\":1,\"retries\":{\"limit\":10,\"budget\":100,\"backoff\":\"0s\"}");
        assertEquals(20, tally.count(Scope.REQUESTS));
        assertEquals(requests.get(), tally.sent());
        assertEquals(tally.sent() - 20, tally.retries());
        assertEquals(tally.count(ResultClass.HTTP_5XX), tally.retries() + tally.retriesDenied());
    }

    @Test
    void aClosedLoopSendsOneRequestForEachCallerAtATime() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int port = server(request -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            vertx.setTimer(5, timer -> {
                underWay.decrementAndGet();
                ok(request);
            });
        });
        Tally tally = send("127.0.0.1", port, "\"concurrency\":4,\"duration\":\"3s\"");
        assertEquals(4, most.get());
        assertEquals(Map.of(ResultClass.OK, tally.sent()), tally.classes());
        assertTrue(tally.sent() >= 8, "sent " + tally.sent());
    }

    @Test
    void aRequestIsWhatThePlanSays() throws Exception {
        Files.writeString(files.resolve("order.json"), "{\"item\":7}");
        int port = server(request -> request.body().onSuccess(body -> {
            seen.add(request.method() + " " + request.uri() + " " + request.getHeader("x-tenant") + " "
                    + request.getHeader("user-agent") + " " + body);
            ok(request);
        }));
        String requests = """
                "requests":[
                  {"weight":1,"method":"POST","path":"/orders?x=1","headers":{"X-Tenant":"acme"},"bodyFile":"order.json"},
                  {"weight":1,"method":"PUT","path":"/text","headers":{"User-Agent":"mine"},"body":"hello"},
                  {"weight":1}]""";
        Tally tally = send("127.0.0.1", port, "\"seed\":1,\"rate\":200,\"duration\":\"300ms\"," + requests);
        assertEquals(Map.of(ResultClass.OK, 60L), tally.classes());
        assertEquals(60, seen.size());
        assertEquals(
                java.util.Set.of(
                        "POST /orders?x=1 acme Faultline {\"item\":7}",
                        "PUT /text null mine hello",
                        "GET / null Faultline "),
                java.util.Set.copyOf(seen));
    }

    /** RFC 9110, 8.6: where a body is usual its absence is said. */
    @ParameterizedTest
    @CsvSource({"POST, 0", "PUT, 0", "PATCH, 0", "GET, null", "HEAD, null", "DELETE, null"})
    void whatCarriesNoBodySaysSoWhereOneIsUsual(String method, String length) throws Exception {
        int port = server(request -> {
            seen.add(String.valueOf(request.getHeader("content-length")));
            // Of an answer to HEAD that is all, whatever it says.
            request.response().putHeader("content-length", "2").end(method.equals("HEAD") ? "" : "ok");
        });
        String plan =
                "\"rate\":50,\"duration\":\"200ms\",\"connections\":1,\"requests\":[{\"method\":\"" + method + "\"}]";
        assertEquals(Map.of(ResultClass.OK, 10L), send("127.0.0.1", port, plan).classes());
        assertEquals(java.util.Set.of(length), java.util.Set.copyOf(seen));
        assertEquals(1, connections.get());
    }

    /** Who sends on what the other side may have closed by now loses requests through no fault of anybody's. */
    @Test
    void aConnectionIsKeptNoLongerThanTheServerSays() throws Exception {
        int port = server(request ->
                request.response().putHeader("Keep-Alive", "timeout=0").end());
        Tally tally = send("127.0.0.1", port, "\"rate\":50,\"duration\":\"200ms\"");
        assertEquals(Map.of(ResultClass.OK, 10L), tally.classes());
        assertEquals(10, connections.get());
    }

    @Test
    void rowsOfAFeedFillRequestsInTheirOrder() throws Exception {
        Files.writeString(
                files.resolve("users.csv"), "id,token,note\n1,secret-a,\"a \"\"b\"\"\nc\"\n2,secret-b,\u00fc#?\n");
        Files.writeString(files.resolve("order.json"), "{\"item\":#{id}}");
        int port = server(request -> request.body().onSuccess(body -> {
            seen.add(request.uri() + " " + request.getHeader("authorization") + " " + body);
            ok(request);
        }));
        Tally tally = send("127.0.0.1", port, """
                "seed":1,"rate":200,"duration":"100ms","connections":1,"feed":{"file":"users.csv"},"requests":[
                  {"path":"/items/#{id}?q=#{note}","headers":{"Authorization":"Bearer #{token}"},"body":"#{note}|#{id}"},
                  {"weight":0,"method":"PUT","bodyFile":"order.json"}]""");
        assertEquals(Map.of(ResultClass.OK, 20L), tally.classes());
        List<String> rows = List.of(
                "/items/1?q=a%20\"b\"%0Ac Bearer secret-a a \"b\"\nc|1",
                "/items/2?q=%C3%BC%23? Bearer secret-b \u00fc#?|2");
        int row = 0;
        for (String request : seen) {
            assertEquals(rows.get(row++ % 2), request);
        }
        seen.clear();
        send("127.0.0.1", port, """
                "seed":1,"rate":500,"duration":"200ms","feed":{"file":"users.csv","order":"random"},"requests":[
                  {"method":"PUT","bodyFile":"order.json"}]""");
        long first = seen.stream().filter("/ null {\"item\":1}"::equals).count();
        assertEquals(100, seen.size());
        // Five standard deviations of a binomial; the seed is fixed.
        assertEquals(50, (double) first, 25);
    }

    /** As many sessions as connections: the server numbers them, and each keeps its own. */
    @ParameterizedTest(name = "{0}, cookies {1}")
    @CsvSource({"http1, true", "h2c, true", "http1, false"})
    void eachConnectionKeepsItsCookiesIfAskedFor(String protocol, boolean kept) throws Exception {
        AtomicInteger sessions = new AtomicInteger();
        int port = server(request -> {
            seen.add(request.connection().remoteAddress() + " " + request.getHeader("cookie"));
            if (request.getCookie("session") == null) {
                request.response().addCookie(Cookie.cookie("session", "s" + sessions.incrementAndGet()));
            }
            request.response().end("ok");
        });
        Tally tally = send(
                "127.0.0.1",
                port,
                "\"rate\":100,\"duration\":\"300ms\",\"connections\":2,\"cookies\":" + kept + ",\"protocol\":\""
                        + protocol + "\",\"requests\":[{\"headers\":{\"Cookie\":\"own=1\"}}]");
        assertEquals(Map.of(ResultClass.OK, 30L), tally.classes());
        if (!kept) {
            assertEquals(30, sessions.get());
            return;
        }
        // What is under way when the first answer comes knows none yet.
        Map<String, Set<String>> byConnection = seen.stream()
                .map(line -> line.split(" ", 2))
                .filter(line -> line[1].contains("session="))
                .collect(Collectors.groupingBy(
                        line -> line[0], Collectors.mapping(line -> line[1], Collectors.toSet())));
        assertTrue(sessions.get() < 30, sessions + " sessions");
        assertTrue(byConnection.size() >= 1, seen::toString);
        byConnection
                .values()
                .forEach(cookies ->
                        cookies.forEach(cookie -> assertTrue(cookie.matches("own=1; session=s\\d+"), cookie)));
        Set<String> all = byConnection.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        long held = byConnection.values().stream().mapToLong(Set::size).sum();
        assertEquals(all.size(), held, "no session is known to two connections");
    }

    @ParameterizedTest(name = "{1} of {0} is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/page/200  | {'status':[200]}                                        | OK",
                "/page/200  | {'status':[201,'4xx']}                                  | UNEXPECTED",
                "/page/404  | {'status':[201,'4xx']}                                  | HTTP_4XX",
                "/page/404  | {'status':['2xx']}                                      | UNEXPECTED",
                "/page/503  | {'status':['2xx']}                                      | UNEXPECTED",
                "/page/503  | {'status':['5xx']}                                      | HTTP_5XX",
                "/page/200  | {'body':{'contains':'It works!'}}                       | OK",
                "/page/200  | {'body':{'contains':'it works!'}}                       | UNEXPECTED",
                "/page/200  | {'body':{'contains':'\u00e4\u2713'}}                    | OK",
                "/page/200  | {'body':{'matches':'^<p>It \\\\w+!'}}                   | OK",
                "/page/200  | {'body':{'matches':'(?i)IT WORKS'}}                     | OK",
                "/page/200  | {'body':{'matches':'^It'}}                              | UNEXPECTED",
                "/page/200  | {'status':[200],'body':{'contains':'It','matches':'o'}} | OK",
                "/page/200  | {'status':[200],'body':{'contains':'It','matches':'q'}} | UNEXPECTED",
                "/page/200  | {'status':[500],'body':{'contains':'It'}}               | UNEXPECTED",
                "/empty/200 | {'body':{'matches':'^$'}}                               | OK",
                "/empty/200 | {'body':{'contains':'It'}}                              | UNEXPECTED",
                // What lies beyond the bytes that are looked at is not seen, also not of a character that they cut.
                "/long/200  | {'body':{'matches':'x$'}}                               | UNEXPECTED",
                "/long/200  | {'body':{'contains':'end'}}                             | UNEXPECTED",
                "/long/200  | {'body':{'contains':'begin'}}                           | OK",
            })
    void anAnswerThatIsNotAsExpectedHasAClassOfItsOwn(String path, String expect, ResultClass resultClass)
            throws Exception {
        int port = server(request -> {
            String[] steps = request.path().split("/", -1);
            String body = steps[1].equals("page")
                    ? "<p>It works! \u00e4\u2713</p>"
                    : steps[1].equals("long") ? "begin" + "\u00e4".repeat(100_000) + "end" : "";
            request.response().setStatusCode(Integer.parseInt(steps[2])).end(body);
        });
        for (String protocol : List.of("http1", "h2c")) {
            Tally tally = send(
                    "127.0.0.1",
                    port,
                    "\"protocol\":\"" + protocol + "\",\"rate\":100,\"duration\":\"100ms\",\"requests\":[{\"path\":\""
                            + path + "\",\"expect\":" + expect.replace('\'', '"') + "}]");
            assertEquals(Map.of(resultClass, 10L), tally.classes(), protocol);
            assertEquals(
                    resultClass == ResultClass.OK || resultClass == ResultClass.HTTP_4XX ? 10 : 0,
                    tally.succeeded(Scope.ATTEMPTS));
        }
    }

    /** A unary call by raw bytes: what counts is the status in the trailers, as for Linkerd. */
    @ParameterizedTest(name = "grpc-status {0} is {1}")
    @CsvSource({
        "0, OK, true, {OK=20}",
        "5, HTTP_4XX, true, {NOT_FOUND=20}",
        "14, HTTP_5XX, false, {UNAVAILABLE=20}",
        "none, HTTP_5XX, false, {NONE=20}",
    })
    void aGrpcCallIsJudgedByItsStatus(String status, ResultClass resultClass, boolean success, String statuses)
            throws Exception {
        int port = server(request -> request.body().onSuccess(body -> {
            seen.add(request.uri() + " " + request.getHeader("content-type") + " " + request.getHeader("te") + " "
                    + body.length());
            var response = request.response().putHeader("content-type", "application/grpc");
            response.setChunked(true);
            if (!status.equals("none")) {
                response.putTrailer("grpc-status", status);
            }
            response.end(Buffer.buffer(new byte[] {0, 0, 0, 0, 0}));
        }));
        Tally tally = send(
                "127.0.0.1",
                port,
                "\"protocol\":\"h2c\",\"rate\":100,\"duration\":\"200ms\",\"requests\":[{\"grpc\":\"shop.Cart/Add\",\"body\":\"ab\"}]");
        assertEquals(Map.of(resultClass, 20L), tally.classes());
        assertEquals(success ? 20 : 0, tally.succeeded(Scope.ATTEMPTS));
        assertEquals(statuses, tally.grpcStatuses().toString());
        assertEquals(Map.of("200", 20L), tally.statuses());
        assertEquals("/shop.Cart/Add application/grpc trailers 7", seen.element());
    }

    /** Also for those who wait for a place in the pool, which a connection holds that never comes to be. */
    @ParameterizedTest
    @CsvSource({"http1, 64", "h2c, 64", "http1, 1", "h2c, 1"})
    void aServerThatTakesNoConnectionsIsAConnectTimeout(String protocol, int connections) throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(deaf, fillers);
            Tally tally = send(
                    "127.0.0.1",
                    deaf.getLocalPort(),
                    "\"rate\":20,\"duration\":\"500ms\",\"timeout\":\"1s\",\"protocol\":\"" + protocol
                            + "\",\"connections\":" + connections);
            assertEquals(Map.of(ResultClass.CONNECT_TIMEOUT, 10L), tally.classes());
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Fills the queue of connections that nobody accepts, until the system takes no more. */
    private static void fill(ServerSocket deaf, List<Socket> fillers) throws IOException {
        while (true) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()), 300);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    @Test
    void aNameThatCannotExistIsDns() throws Exception {
        // RFC 6761 keeps this domain free of names. Without a network the resolver takes its time to say so.
        Tally tally = send("nobody.invalid", 80, "\"rate\":20,\"duration\":\"200ms\",\"timeout\":\"50s\"");
        assertEquals(Map.of(ResultClass.DNS, 4L), tally.classes());
    }
}
