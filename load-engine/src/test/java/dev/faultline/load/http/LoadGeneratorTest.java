package dev.faultline.load.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.measure.AttemptTimestamps;
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
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, against a server that misbehaves in a known way. */
@Timeout(60)
class LoadGeneratorTest {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final Vertx VERTX = Vertx.vertx();
    private static final Misbehaving SERVER = new Misbehaving(VERTX);

    /** No pause of a busy machine must shed what the test wants sent. */
    private static final Duration BUSY_MACHINE = Duration.ofSeconds(20);

    private static final LoadGenerator.Settings SETTINGS = new LoadGenerator.Settings(
            null,
            null,
            new MeshMeter(MeshSource.NONE),
            plan -> {},
            new RequestBodies(Optional.empty()),
            BUSY_MACHINE,
            Duration.ofSeconds(10),
            new SplittableRandom(1),
            Shard.WHOLE,
            () -> TlsClient.Trust.SYSTEM);

    private final LoadGenerator generator = new LoadGenerator(VERTX, SETTINGS, window -> {});

    @AfterAll
    static void close() {
        SERVER.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private record Load(String path, double rate, String duration, int connections, int maxInFlight, String timeout) {
        Load(String path) {
            this(path, 300, "PT0.1S", 10, 100, "PT10S");
        }

        LoadPlan plan(int port) {
            return LoadPlan.of(
                    Target.of("http://127.0.0.1:" + port + path),
                    Demand.of(rate, Arrival.CONSTANT),
                    Duration.parse(duration),
                    new Transport(Protocol.HTTP1, connections, null, maxInFlight, Duration.parse(timeout)));
        }
    }

    /** Sends that load to its end and returns what became of it. */
    private Tally send(LoadPlan plan) throws Exception {
        LoadControl.Recording recording = generator.record();
        generator.start(plan).get(5, TimeUnit.SECONDS);
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.plan() == null);
        return recording.stop().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/ok, OK",
        // What nobody has asked for counts for nothing.
        "/twice, OK",
        "/missing, HTTP_4XX",
        "/broken, HTTP_5XX",
        "/injected, INJECTED",
        "/otherwise, OK",
        "/proxy, PROXY",
        "/reset, RESET",
        "/close, CLOSE",
        "/garbage, RESET",
        "/truncated, TRUNCATED",
        // Interim answers are none: what counts is the final one, of the request that it belongs to.
        "/interim, HTTP_5XX",
        "/interim-at-once, HTTP_5XX",
        "/interims, OK",
        "/interim-and-close, CLOSE",
        "/switching, RESET",
        "/status-20, HTTP_5XX",
        "/status-099, HTTP_5XX",
        "/status-600, HTTP_5XX",
        "/cut-status-line, CLOSE",
        "/cut-head, CLOSE",
        "/cut-head-and-reset, RESET",
        "/long-headers, OK",
        "/too-long-headers, RESET",
        "/long-reason, OK",
        "/too-long-reason, RESET",
    })
    void everyAttemptEndsInItsClass(String path, ResultClass resultClass) throws Exception {
        int before = SERVER.requests();
        Tally tally = send(new Load(path).plan(SERVER.port()));
        assertEquals(Map.of(resultClass, 30L), tally.classes());
        // No retry behind our back.
        assertEquals(30, SERVER.requests() - before);
    }

    @ParameterizedTest
    @CsvSource({
        "/ok, {200=30}",
        "/missing, {404=30}",
        "/injected, {500=30}",
        "/truncated, {200=30}",
        "/interim, {503=30}",
        "/status-099, {99=30}",
        "/status-600, {600=30}",
        "/cut-head, {}",
        "/reset, {}",
    })
    void everyHeadIsCountedByItsStatus(String path, String statuses) throws Exception {
        Tally tally = send(new Load(path).plan(SERVER.port()));
        assertEquals(statuses, tally.statuses().toString());
        assertEquals(Map.of(), tally.grpcStatuses());
    }

    @Test
    void anAnswerThatHangsAfterItsHeadHasAStatusAllTheSame() throws Exception {
        Tally tally = send(new Load("/head-and-hang", 100, "PT0.1S", 10, 100, "PT1S").plan(SERVER.port()));
        assertEquals(Map.of(ResultClass.TIMEOUT, 10L), tally.classes());
        assertEquals(Map.of("206", 10L), tally.statuses());
    }

    @Test
    void aSilenceIsThatOfAllLoadsToTheTarget() throws Exception {
        LoadPlan endless = new Load("/ok", 100, "PT1H", 2, 100, "PT10S").plan(SERVER.port());
        try (LoadGenerator first = new LoadGenerator(VERTX, SETTINGS, window -> {});
                LoadGenerator other = new LoadGenerator(VERTX, SETTINGS, window -> {})) {
            first.start(endless).get(5, TimeUnit.SECONDS);
            other.start(endless).get(5, TimeUnit.SECONDS);
            CompletableFuture<LoadControl.Pause> pause = first.silence(Duration.ofMillis(500), PATIENCE);
            await().pollInterval(LOOK)
                    .atMost(PATIENCE)
                    .until(() -> first.rate() + other.rate() == 0 && first.inFlight() + other.inFlight() == 0);
            int sent = SERVER.requests();
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> {
                int now = SERVER.requests();
                return pause.isDone() || now != sent;
            });
            assertTrue(pause.isDone(), "something was sent meanwhile");
            assertTrue(pause.join().silent() && pause.join().seconds() >= 0.5, pause::toString);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> first.rate() == 100 && other.rate() == 100);
            CompletableFuture<LoadControl.Pause> endlessly = first.silence(Duration.ofHours(1), PATIENCE);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> other.rate() == 0);
            assertTrue(endlessly.cancel(false));
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> first.rate() == 100 && other.rate() == 100);
        }
    }

    @Test
    void aSilenceThatDoesNotComeIsGivenUp() throws Exception {
        try (LoadGenerator hanging = new LoadGenerator(VERTX, SETTINGS, window -> {})) {
            assertTrue(hanging.silence(LOOK, LOOK).isCompletedExceptionally(), "there is no load");
            hanging.start(new Load("/hang", 100, "PT1H", 5, 100, "PT30S").plan(SERVER.port()))
                    .get(5, TimeUnit.SECONDS);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> hanging.inFlight() > 0);
            LoadControl.Pause pause = hanging.silence(Duration.ofMillis(500), Duration.ofMillis(100))
                    .get(20, TimeUnit.SECONDS);
            assertFalse(pause.silent());
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> hanging.rate() == 100);
        }
    }

    @Test
    void aCutHoldsWhatEndedSinceTheSecondBefore() throws Exception {
        Queue<Window> books = new ConcurrentLinkedQueue<>();
        try (LoadGenerator booked = new LoadGenerator(VERTX, SETTINGS, books::add)) {
            LoadControl.Recording recording = booked.record();
            booked.start(new Load("/ok").plan(SERVER.port())).get(5, TimeUnit.SECONDS);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> booked.plan() == null);
            assertEquals(30, recording.stop().get(20, TimeUnit.SECONDS).sent());
            long before = System.nanoTime();
            Window part = booked.cut().get(20, TimeUnit.SECONDS);
            assertTrue(part.endNanos() - before >= 0 && System.nanoTime() - part.endNanos() >= 0);
            // Seconds that ended before the cut are in the books before it completes.
            long earlier = books.stream()
                    .filter(second -> second.endNanos() - part.startNanos() <= 0)
                    .mapToLong(second -> second.tally().sent())
                    .sum();
            assertEquals(30, earlier + part.tally().sent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hang", "/interim-and-hang"})
    void aServerThatNeverAnswersYieldsTimeouts(String path) throws Exception {
        Tally tally = send(new Load(path, 100, "PT0.1S", 10, 100, "PT1S").plan(SERVER.port()));
        assertEquals(Map.of(ResultClass.TIMEOUT, 10L), tally.classes());
        assertEquals(10, tally.select(Scope.ATTEMPTS).unanswered());
        assertEquals(10, tally.select(Scope.REQUESTS).unanswered());
        assertTrue(tally.times(ResultClass.TIMEOUT).percentile(0) >= 999, "a second");
    }

    @Test
    void aPortWhereNobodyListensIsRefused() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Tally tally = send(new Load("/ok").plan(free));
        assertEquals(Map.of(ResultClass.REFUSED, 30L), tally.classes());
    }

    @Test
    void whatDoesNotFitInFlightIsShedAndNeverSentLater() throws Exception {
        int before = SERVER.requests();
        Tally tally = send(new Load("/hang", 300, "PT0.1S", 10, 5, "PT1S").plan(SERVER.port()));
        assertEquals(Map.of(ResultClass.TIMEOUT, 5L, ResultClass.SHED, 25L), tally.classes());
        assertEquals(5, SERVER.requests() - before);
    }

    /** 50 arrivals in 0.5 s, one connection, 50 ms each: the last is answered after 2.5 s, 2 s after it was due. */
    @Test
    void waitingForAConnectionCountsAsLatencyButNotAsService() throws Exception {
        Tally tally = send(new Load("/slow", 100, "PT0.5S", 1, 100, "PT10S").plan(SERVER.port()));
        assertEquals(Map.of(ResultClass.OK, 50L), tally.classes());
        assertTrue(
                tally.select(Scope.ATTEMPTS).latency().max() >= 1_900,
                "latency " + tally.select(Scope.ATTEMPTS).latency().max());
        assertTrue(
                tally.service().percentile(50) < 1_000,
                "service " + tally.service().percentile(50));
    }

    @Test
    void theTimeToTheFinalAnswerCounts() throws Exception {
        Tally tally = send(new Load("/interim").plan(SERVER.port()));
        assertTrue(tally.select(Scope.ATTEMPTS).latency().percentile(0) >= 49, "the final answer takes 50 ms");
    }

    /** All that wait for the one connection, which hangs, wait for an answer. None of them is an error in the log. */
    @Test
    void waitingForAConnectionThatIsBusyIsATimeout() throws Exception {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Logger logger = Logger.getLogger("io.vertx.core.http.impl.HttpClientRequestImpl");
        logger.setFilter(entry -> !logged.add(entry.getMessage()));
        try {
            Tally tally = send(new Load("/hang", 20, "PT0.5S", 1, 100, "PT1S").plan(SERVER.port()));
            assertEquals(Map.of(ResultClass.TIMEOUT, 10L), tally.classes());
        } finally {
            logger.setFilter(null);
        }
        assertEquals(0, logged.size(), logged.toString());
    }

    @Test
    void anAttemptBelongsToThePhaseItWasDueIn() throws Exception {
        LoadControl.Recording during = generator.record();
        generator
                .start(new Load("/hang", 100, "PT0.1S", 10, 100, "PT1S").plan(SERVER.port()))
                .get(5, TimeUnit.SECONDS);
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.plan() == null);
        LoadControl.Recording after = generator.record();
        var first = during.stop();
        Tally second = after.stop().get(5, TimeUnit.SECONDS);
        assertEquals(Map.of(), second.classes());
        assertEquals(
                Map.of(ResultClass.TIMEOUT, 10L), first.get(5, TimeUnit.SECONDS).classes());
    }

    @Test
    void aStoppedGeneratorSendsNothing() throws Exception {
        generator
                .start(new Load("/ok", 100, "PT10S", 10, 100, "PT1S").plan(SERVER.port()))
                .get(5, TimeUnit.SECONDS);
        generator.stop().get(5, TimeUnit.SECONDS);
        // What was sent before that may still be on its way.
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.inFlight() == 0);
        LoadControl.Recording recording = generator.record();
        int before = SERVER.requests();
        // Twice the time between two arrivals.
        CompletableFuture<Void> later = new CompletableFuture<>();
        VERTX.setTimer(20, timer -> later.complete(null));
        later.get(5, TimeUnit.SECONDS);
        assertEquals(0, recording.stop().get(5, TimeUnit.SECONDS).sent());
        assertEquals(before, SERVER.requests());
    }

    @Test
    void changesTakeEffectInTheOrderInWhichTheyWereAskedFor() throws Exception {
        LoadPlan plan = new Load("/ok", 100, "PT10S", 10, 100, "PT1S").plan(SERVER.port());
        CompletableFuture<Void> started = generator.start(plan);
        generator.stop().get(10, TimeUnit.SECONDS);
        assertTrue(started.isDone());
        assertEquals(null, generator.plan());
    }

    @Test
    void speaksHttp2WithoutTls() throws Exception {
        HttpServer http2 = VERTX.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(request.version() == HttpVersion.HTTP_2 ? 200 : 505)
                        .end())
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        LoadPlan plan = LoadPlan.of(
                Target.of("http://127.0.0.1:" + http2.actualPort() + "/"),
                Demand.of(100, Arrival.POISSON),
                Duration.ofMillis(300),
                new Transport(Protocol.H2C, 1, null, 100, Duration.ofSeconds(5)));
        Tally tally = send(plan);
        assertEquals(Map.of(ResultClass.OK, tally.sent()), tally.classes());
        assertTrue(tally.sent() > 10, "sent " + tally.sent());
        http2.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void whatHappensBeforeAConnectionHasItsOwnClasses() {
        AttemptTimestamps unconnected = new AttemptTimestamps(0, 0);
        assertEquals(ResultClass.DNS, ResultClassifier.failed(unconnected, new UnknownHostException("x")));
        assertEquals(
                ResultClass.CONNECT_TIMEOUT, ResultClassifier.failed(unconnected, new ConnectTimeoutException("x")));
    }
}
