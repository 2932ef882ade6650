package dev.faultline.load.send;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
        Generator generator = new Generator(
                vertx,
                new Generator.Settings(
                        null,
                        any -> {},
                        new Bodies(Optional.of(files)),
                        BUSY_MACHINE,
                        Duration.ofSeconds(10),
                        new SplittableRandom(1)),
                window -> {});
        Traffic.Recording recording = generator.record();
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

    /** A unary call by raw bytes: what counts is the status in the trailers, as for Linkerd. */
    @ParameterizedTest(name = "grpc-status {0} is {1}")
    @CsvSource({"0, OK, true", "5, HTTP_4XX, true", "14, HTTP_5XX, false", "none, HTTP_5XX, false"})
    void aGrpcCallIsJudgedByItsStatus(String status, ResultClass resultClass, boolean success) throws Exception {
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
