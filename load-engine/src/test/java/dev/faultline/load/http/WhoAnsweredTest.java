package dev.faultline.load.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.BackendHeader;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who answered an attempt, over real sockets: by its marks, by whom it was sent to, and by what the mesh counts. */
@Timeout(60)
class WhoAnsweredTest {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final int ATTEMPTS = 20;

    private static final String ROUTE = """
            {"kind": "HTTPRoute", "metadata": {"name": "faults"}, "spec": {
              "parentRefs": [{"group": "core", "kind": "Service", "name": "shop", "port": 8080}],
              "rules": [{"backendRefs": [{"name": "shop", "port": 8080, "weight": 0},
                                         {"name": "error-injector", "port": 8080, "weight": 100}]}]}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Window> seconds = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Answers every connection's first request with the same bytes, in one piece with the end of the connection. */
    private static final class RawServer implements AutoCloseable {

        private final ServerSocket socket;
        private final AtomicLong requests = new AtomicLong();

        RawServer(String answer, boolean reset) throws IOException {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> serve(answer, reset), "raw-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(String answer, boolean reset) {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    if (client.getInputStream().read(new byte[4096]) > 0) {
                        requests.incrementAndGet();
                        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    }
                    if (reset) {
                        client.setSoLinger(true, 0);
                    }
                } catch (IOException e) {
                    // The next client may be luckier; the test sees what became of this one.
                }
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A mesh that tells what the test says. */
    private record FakeMesh(CompletableFuture<MeshReading> answer, boolean draws) implements MeshSource {
        @Override
        public CompletableFuture<MeshReading> read(Target target) {
            return answer;
        }
    }

    private LoadGenerator generator(@Nullable EmbeddedSplit split, @Nullable BackendHeader header, MeshMeter mesh) {
        return new LoadGenerator(
                vertx,
                new LoadGenerator.Settings(
                        split,
                        header,
                        mesh,
                        any -> {},
                        new RequestBodies(Optional.empty()),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10),
                        new SplittableRandom(1),
                        Shard.WHOLE,
                        () -> TlsClient.Trust.SYSTEM),
                seconds::add);
    }

    private static LoadPlan plan(String target) {
        return LoadPlan.of(
                Target.of(target),
                Demand.of(200, Arrival.CONSTANT),
                Duration.ofMillis(ATTEMPTS * 5),
                new Transport(Protocol.HTTP1, 10, null, 100, Duration.ofSeconds(10)));
    }

    private static Tally send(LoadGenerator generator, LoadPlan plan) throws Exception {
        LoadControl.Recording recording = generator.startRecorded(plan).get(10, TimeUnit.SECONDS);
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.plan() == null);
        return recording.stop().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "{0}; recognised by {1}, a mesh draws: {2}")
    @CsvSource({
        // Marks first, whoever was asked.
        "200 OK/x-faultline-by: i,           server=Apache, true,  OK,       INJECTOR",
        "200 OK/x-faultline-by: i/server: Apache, server,   true,  OK,       INJECTOR",
        "504 T/l5d-proxy-error: fail-fast,   ,              true,  PROXY,    PROXY",
        "504 T/l5d-proxy-error: x/x-faultline-by: i, ,      false, PROXY,    PROXY",
        // Then what the backend is recognised by.
        "200 OK/server: Apache/2.4,          server=Apache, true,  OK,       BACKEND",
        "503 Busy/Server: Apache,            server=Apache, true,  HTTP_5XX, BACKEND",
        "200 OK/server: nginx,               server=Apache, true,  OK,       UNKNOWN",
        "200 OK/x-shop: 1,                   x-shop,        true,  OK,       BACKEND",
        // What proxies make of a broken answer bears nothing.
        "502 Bad Gateway/date: x,            server=Apache, true,  HTTP_5XX, UNKNOWN",
        "200 OK/server: Apache,              ,              true,  OK,       UNKNOWN",
        // Without a mesh it can only be who was asked.
        "502 Bad Gateway/date: x,            server=Apache, false, HTTP_5XX, BACKEND",
        "200 OK/date: x,                     ,              false, OK,       BACKEND",
    })
    void anAnswerIsWhoseItSaysElseWhoWasAsked(
            String head, @Nullable String header, boolean meshDraws, ResultClass resultClass, Answerer answerer)
            throws Exception {
        // A slash ends a line of the table, unless it is part of a value.
        String lines = head.replaceAll("/(?!\\d)", "\r\n");
        MeshSource mesh = new FakeMesh(CompletableFuture.completedFuture(MeshReading.none(Gap.UNMESHED)), meshDraws);
        try (RawServer server = new RawServer(
                        "HTTP/1.1 " + lines + "\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", false);
                LoadGenerator generator = generator(
                        null, header == null ? null : BackendHeader.parse("test", header), new MeshMeter(mesh))) {
            Tally tally = send(generator, plan("http://127.0.0.1:" + server.port() + "/"));
            assertEquals(
                    ATTEMPTS,
                    tally.count(resultClass, answerer),
                    tally.classes().toString());
            assertEquals(ATTEMPTS, tally.answered(answerer));
        }
    }

    /** The end of the connection comes with the head: whoever sent that has answered. */
    @ParameterizedTest(name = "{0}, {1}, then reset: {2}")
    @CsvSource({
        "x-faultline-by: i,  content-length: 1000,       false, INJECTOR",
        "x-faultline-by: i,  content-length: 1000,       true,  INJECTOR",
        "x-faultline-by: i,  transfer-encoding: chunked, false, INJECTOR",
        "x-faultline-by: i,  transfer-encoding: chunked, true,  INJECTOR",
        "server: Apache,     content-length: 1000,       true,  BACKEND",
        "date: today,        content-length: 1000,       false, UNKNOWN",
    })
    void aBrokenAnswerIsWhoseHeadItIs(String mark, String length, boolean reset, Answerer answerer) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\n" + mark + "\r\n" + length + "\r\n\r\nzz no chunk begins like this";
        MeshSource mesh = new FakeMesh(CompletableFuture.completedFuture(MeshReading.none(Gap.UNMESHED)), true);
        try (RawServer server = new RawServer(answer, reset);
                LoadGenerator generator =
                        generator(null, BackendHeader.parse("test", "server=Apache"), new MeshMeter(mesh))) {
            Tally tally = send(generator, plan("http://127.0.0.1:" + server.port() + "/"));
            assertEquals(
                    ATTEMPTS,
                    tally.count(ResultClass.TRUNCATED, answerer),
                    tally.classes().toString());
        }
    }

    /** The embedded split knows whom it asked. */
    @Test
    void anUnsignedAnswerIsTheDrawnBackends() throws Exception {
        try (RawServer server =
                new RawServer("HTTP/1.1 500 Oops\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", false)) {
            EmbeddedSplit split = new EmbeddedSplit(
                    new RouteManifest(new StrictReader(WireJson.mapper())).read(ROUTE.getBytes(StandardCharsets.UTF_8)),
                    Map.of(
                            "shop", new Backend("shop", "127.0.0.1", server.port()),
                            "error-injector", new Backend("error-injector", "127.0.0.1", server.port())),
                    "error-injector",
                    new SplittableRandom(1));
            try (LoadGenerator generator = generator(split, null, new MeshMeter(MeshSource.NONE))) {
                Tally tally = send(generator, plan("http://shop:8080/"));
                assertEquals(ATTEMPTS, tally.answered(Answerer.INJECTOR));
                assertTrue(tally.meshGap().isEmpty() || tally.meshGap().get() == Gap.UNMESHED);
            }
        }
    }

    /** What it has counted grows with each reading by what the test says. */
    private static MeshSource growing(LongSupplier injector, LongSupplier backend) {
        return new MeshSource() {
            @Override
            public boolean draws() {
                return true;
            }

            @Override
            public CompletableFuture<MeshReading> read(Target target) {
                MeshCounts counts = MeshCounts.of(Map.of(
                        new Series(Answerer.INJECTOR, "error-injector", "502", "", false), injector.getAsLong(),
                        new Series(Answerer.BACKEND, "shop", "200", "", true), backend.getAsLong()));
                return CompletableFuture.supplyAsync(() -> MeshReading.of(counts, "1"));
            }
        };
    }

    @Test
    void aRecordingHasWhatTheMeshCountedMeanwhile() throws Exception {
        try (RawServer server =
                        new RawServer("HTTP/1.1 502 B\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", false);
                // It counts each request when it comes, in whichever second that is: the first five for the injector.
                LoadGenerator generator = generator(
                        null,
                        null,
                        new MeshMeter(growing(
                                () -> 100 + Math.min(5, server.requests.get()),
                                () -> 1_000 + Math.max(0, server.requests.get() - 5))))) {
            LoadControl.Recording recording = generator
                    .startRecorded(plan("http://127.0.0.1:" + server.port() + "/"))
                    .get(10, TimeUnit.SECONDS);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.plan() == null);
            Tally tally = recording.stop().get(20, TimeUnit.SECONDS);
            assertEquals(5, tally.answered(Answerer.INJECTOR));
            assertEquals(ATTEMPTS - 5, tally.answered(Answerer.BACKEND));
            assertEquals(0, tally.answered(Answerer.UNKNOWN));
            assertEquals(ATTEMPTS - 5, tally.succeeded(new Scope.By(Answerer.BACKEND)));
            // The client saw nothing but failures.
            assertTrue(tally.isMeshTooGood(), tally.meshDisagreement().toString());
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> sum().sent() >= ATTEMPTS);
            assertEquals(5, sum().answered(Answerer.INJECTOR));
            assertEquals(ATTEMPTS, sum().answered());
        }
    }

    private Tally sum() {
        Tally sum = new Tally();
        List.copyOf(seconds).forEach(second -> sum.add(second.tally()));
        return sum;
    }

    /** Seconds come nevertheless, in order, and what is cut off one comes after those before it. */
    @Test
    void aProxyThatHangsHoldsUpNoSecond() throws Exception {
        MeshSource mesh = new FakeMesh(new CompletableFuture<>(), true);
        try (RawServer server =
                        new RawServer("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", false);
                LoadGenerator generator = generator(null, null, new MeshMeter(mesh))) {
            Tally tally = send(generator, plan("http://127.0.0.1:" + server.port() + "/"));
            assertEquals(Optional.of(Gap.LATE), tally.meshGap());
            assertEquals(ATTEMPTS, tally.answered(Answerer.UNKNOWN));
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> sum().sent() >= ATTEMPTS);
            Window cut = generator.cut().get(10, TimeUnit.SECONDS);
            long last = List.copyOf(seconds).stream()
                    .mapToLong(Window::endNanos)
                    .max()
                    .orElseThrow();
            assertTrue(cut.startNanos() >= last, "a cut came before the second before it");
            assertEquals(Optional.of(Gap.LATE), sum().meshGap());
        }
    }

    @Test
    void twoLoadsOfOneTargetHaveNoFiguresOfTheMesh() throws Exception {
        AtomicLong counted = new AtomicLong(1);
        MeshMeter mesh = new MeshMeter(growing(counted::get, counted::get));
        try (RawServer server =
                        new RawServer("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", false);
                LoadGenerator one = generator(null, null, mesh);
                LoadGenerator other = generator(null, null, mesh)) {
            LoadPlan plan = plan("http://127.0.0.1:" + server.port() + "/");
            LoadControl.Recording recording = one.startRecorded(plan).get(10, TimeUnit.SECONDS);
            Tally beside = send(other, plan);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> one.plan() == null);
            assertEquals(Optional.of(Gap.SHARED), beside.meshGap());
            assertEquals(
                    Optional.of(Gap.SHARED),
                    recording.stop().get(20, TimeUnit.SECONDS).meshGap());
        }
    }
}
