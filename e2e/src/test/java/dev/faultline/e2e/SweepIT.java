package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sweep finds where a dependency breaks that can serve just so much: a planted breaking point. */
@Timeout(180)
class SweepIT {

    /**
     * 160 of 400 a second can be served, and 160 more once: beyond 40 % of the traffic what is too much fails, beyond
     * 48 % more than 2 % of six seconds. The 160 are for a machine that pauses, for a second at most: what it is late
     * with comes all at once.
     */
    private static final String EXPERIMENT = """
            title: a dependency that serves 160 a second
            configuration: {weight: 0}
            hypothesis: [success_rate >= 98%]
            load: {target: "http://demo-backend:8080/", rate: 400, timeout: 1s}
            warmup: 2s
            baseline: {duration: 2s}
            method:
              - faults: {rules: [{name: full, aborts: [{percentage: 100, type: rate-limit, perSecond: 160, burst: 160, status: 503}]}]}
              - split: {error-injector: "${weight}"}
              - hold: 6s
            sweep: {vary: weight, range: {from: 10, to: 90, step: 40}, refine: 2, settle: 500ms}
            verify: {duration: 1s}
            """;

    private static final double PLANTED = 48;

    @Test
    void thePlantedBreakIsFound(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("sweep.yaml"), EXPERIMENT);
        int backend = Service.freePort();
        try (Injector injector = Injector.start();
                Service server = Service.start(
                        "demo-backend",
                        List.of("quarkus.http.port=" + backend, "quarkus.management.port=" + Service.freePort()))) {
            server.ready("http://127.0.0.1:" + backend + "/");
            try (Service client = Service.start(
                    "load-client",
                    List.of(
                            "quarkus.http.port=0",
                            "quarkus.management.port=0",
                            "faultline.split.addresses=demo-backend=127.0.0.1:" + backend + ",error-injector=127.0.0.1:"
                                    + injector.port(),
                            "faultline.load.max-lag=10s",
                            "faultline.injector.control=" + injector.site(),
                            "faultline.reports.directory=" + directory),
                    "run",
                    file.toString())) {
                long began = System.nanoTime();
                assertTrue(client.process().waitFor(150, TimeUnit.SECONDS));
                assertEquals(0, client.process().exitValue());
                assertTrue(Duration.ofNanos(System.nanoTime() - began).compareTo(Duration.ofMinutes(2)) < 0);
            }
        }
        JsonNode curve = curve(directory);
        double held = curve.path("held").asDouble();
        double broke = curve.path("broke").asDouble();
        assertTrue(held < PLANTED && PLANTED <= broke, curve.toString());
        // The step of 40 was halved twice.
        assertTrue(broke - held <= 10, curve.toString());
    }

    /** Reads the report: the directory holds the same run in other formats too. */
    private static JsonNode curve(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            List<Path> reports =
                    files.filter(path -> path.toString().endsWith(".json")).toList();
            assertEquals(1, reports.size(), reports.toString());
            return new ObjectMapper().readTree(Files.readString(reports.get(0))).path("curve");
        }
    }
}
