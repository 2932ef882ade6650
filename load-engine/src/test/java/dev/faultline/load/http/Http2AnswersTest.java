package dev.faultline.load.http;

import static dev.faultline.load.http.FrameServer.END_STREAM;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.load.schedule.Shard;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server of HTTP/2 may send before its answer, or instead of one, frame by frame. */
@Timeout(60)
class Http2AnswersTest {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final Vertx VERTX = Vertx.vertx();

    /** No pause of a busy machine must shed what the test wants sent. */
    private static final Duration BUSY_MACHINE = Duration.ofSeconds(20);

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void answer(String what, FrameServer.Exchange exchange) {
        switch (what) {
            case "an answer" -> exchange.head("200", END_STREAM);
            case "102 and later 503" -> {
                exchange.head("102", 0);
                VERTX.setTimer(20, timer -> exchange.head("503", END_STREAM));
            }
            case "102 and 503 at once" -> exchange.head("102", 0).head("503", END_STREAM);
            case "100, 103, 150, 102 and 200" ->
                exchange.head("100", 0)
                        .head("103", 0)
                        .head("150", 0)
                        .head("102", 0)
                        .head("200", END_STREAM);
            case "102 for an answer" -> exchange.head("102", END_STREAM);
            case "101" -> exchange.head("101", 0);
            case "a status of 600" -> exchange.head("600", END_STREAM);
            case "a status of 99" -> exchange.head("99", END_STREAM);
            case "250 KiB of headers" -> exchange.longHead(250 * 1024);
            case "257 KiB of headers" -> exchange.longHead(257 * 1024);
            case "400 KiB of headers" -> exchange.longHead(400 * 1024);
            default -> throw new AssertionError(what);
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "an answer                  | OK",
                "102 and later 503          | HTTP_5XX",
                "102 and 503 at once        | HTTP_5XX",
                "100, 103, 150, 102 and 200 | OK",
                "102 for an answer          | RESET",
                "101                        | RESET",
                "a status of 600            | HTTP_5XX",
                "a status of 99             | HTTP_5XX",
                "250 KiB of headers         | OK",
                "257 KiB of headers         | RESET",
                "400 KiB of headers         | RESET",
            })
    void everyAttemptEndsInItsClass(String what, ResultClass resultClass) throws Exception {
        try (FrameServer server = new FrameServer(VERTX, exchange -> answer(what, exchange))) {
            LoadPlan plan = LoadPlan.of(
                    Target.of("http://127.0.0.1:" + server.port() + "/"),
                    Demand.of(100, Arrival.CONSTANT),
                    Duration.ofMillis(300),
                    new Transport(Protocol.H2C, 1, null, 100, Duration.ofSeconds(10)));
            assertEquals(Map.of(resultClass, 30L), send(plan).classes());
        }
    }

    private static Tally send(LoadPlan plan) throws Exception {
        LoadGenerator.Settings settings = new LoadGenerator.Settings(
                null,
                null,
                new MeshMeter(MeshSource.NONE),
                any -> {},
                new RequestBodies(Optional.empty()),
                BUSY_MACHINE,
                Duration.ofSeconds(10),
                new SplittableRandom(1),
                Shard.WHOLE,
                () -> TlsClient.Trust.SYSTEM);
        try (LoadGenerator generator = new LoadGenerator(VERTX, settings, window -> {})) {
            LoadControl.Recording recording = generator.record();
            generator.start(plan).get(5, TimeUnit.SECONDS);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.plan() == null);
            return recording.stop().get(20, TimeUnit.SECONDS);
        }
    }
}
