package dev.faultline.load.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two backends of a route that listen at one address, and so share its connections. */
@Timeout(60)
class SharedAddressTest {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final String ROUTE = """
            kind: HTTPRoute
            metadata: {name: r}
            spec:
              parentRefs: [{kind: Service, name: s, port: 80}]
              rules:
                - backendRefs: [{name: a, port: 1, weight: 1}, {name: b, port: 1, weight: 1}]
            """;

    private final Vertx vertx = Vertx.vertx();
    private final Misbehaving server = new Misbehaving(vertx);

    @AfterEach
    void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private EmbeddedSplit split() {
        Map<String, Backend> both = Map.of(
                "a", new Backend("a", "127.0.0.1", server.port()), "b", new Backend("b", "127.0.0.1", server.port()));
        StrictReader yaml = WireYaml.reader();
        return new EmbeddedSplit(
                new RouteManifest(yaml).read(ROUTE.getBytes(StandardCharsets.UTF_8)),
                both,
                "b",
                new SplittableRandom(5));
    }

    /** The one connection hangs, whichever of the two it was opened for: all that wait for it wait for an answer. */
    @Test
    void waitingForTheConnectionOfTheOtherIsATimeout() throws Exception {
        LoadGenerator.Settings settings = new LoadGenerator.Settings(
                split(),
                null,
                new MeshMeter(MeshSource.NONE),
                any -> {},
                new RequestBodies(Optional.empty()),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                new SplittableRandom(1),
                Shard.WHOLE,
                () -> TlsClient.Trust.SYSTEM);
        LoadPlan plan = LoadPlan.of(
                Target.of("http://s/hang"),
                Demand.of(20, Arrival.CONSTANT),
                Duration.ofMillis(500),
                new Transport(Protocol.HTTP1, 1, null, 100, Duration.ofSeconds(1)));
        try (LoadGenerator generator = new LoadGenerator(vertx, settings, window -> {})) {
            LoadControl.Recording recording = generator.record();
            generator.start(plan).get(5, TimeUnit.SECONDS);
            await().pollInterval(LOOK).atMost(PATIENCE).until(() -> generator.plan() == null);
            assertEquals(
                    Map.of(ResultClass.TIMEOUT, 10L),
                    recording.stop().get(20, TimeUnit.SECONDS).classes());
        }
    }
}
