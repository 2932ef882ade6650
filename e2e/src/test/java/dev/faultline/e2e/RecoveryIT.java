package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chaos on the one who makes the chaos: the load client is killed in the middle of an experiment. */
@Timeout(180)
class RecoveryIT {

    private static final String MINE = "{\"rules\":[{\"name\":\"mine\"}]}";
    private static final String EXPERIMENT = """
            title: to be killed
            hypothesis: [success_rate >= 0%]
            load: {target: "http://127.0.0.1:BACKEND/", rate: 50, timeout: 5s}
            warmup: 3s
            baseline: {duration: 3s}
            method:
              - faults: {PLAN}
              - hold: 4s
            verify: {duration: 4s}
            """;
    private static final String PLAN =
            "rules: [{name: theirs, aborts: [{percentage: 100, type: status, status: 503}]}]";

    @TempDir
    Path reports;

    private final int backend = Service.freePort();
    private final int client = Service.freePort();
    private final int control = Service.freePort();
    private final int traffic = Service.freePort();
    private final String faults = "http://127.0.0.1:" + control + "/api/faults";
    private final String experiments = "http://127.0.0.1:" + client + "/api/experiments";
    private Service injectorService;
    private Service backendService;

    RecoveryIT() throws Exception {}

    @BeforeEach
    void start() throws Exception {
        injectorService = Service.start(
                "error-injector", List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + control));
        backendService = Service.start(
                "demo-backend",
                List.of("quarkus.http.port=" + backend, "quarkus.management.port=" + Service.freePort()));
        Service unused = injectorService.ready("http://127.0.0.1:" + control + "/q/health/ready");
        Service unusedToo = backendService.ready("http://127.0.0.1:" + backend + "/");
        assertEquals(200, Service.call("PUT", faults, MINE).statusCode());
    }

    @AfterEach
    void stop() {
        injectorService.close();
        backendService.close();
    }

    private Service client() throws Exception {
        return Service.start(
                        "load-client",
                        List.of(
                                "quarkus.http.port=" + client,
                                "quarkus.management.port=" + Service.freePort(),
                                "faultline.injector.control=http://127.0.0.1:" + control,
                                "faultline.reports.directory=" + reports,
                                Attack.PATIENT))
                .ready(experiments);
    }

    private void begin(String plan) throws Exception {
        String experiment =
                EXPERIMENT.replace("BACKEND", Integer.toString(backend)).replace("PLAN", plan);
        assertEquals(201, Service.call("POST", experiments, experiment).statusCode());
    }

    private static String await(String url, Predicate<String> wanted) throws Exception {
        String body = Service.get(url);
        while (!wanted.test(body)) {
            Thread.onSpinWait();
            body = Service.get(url);
        }
        return body;
    }

    private void awaitJournal() throws IOException {
        while (!isJournalBegun()) {
            Thread.onSpinWait();
        }
    }

    private boolean isJournalBegun() throws IOException {
        try (Stream<Path> files = Files.list(reports)) {
            return files.anyMatch(file ->
                    file.toString().endsWith(".journal") && file.toFile().length() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"warmup", "baseline", "inject", "verify"})
    void whatIsLeftIsUndoneByTheNextProcess(String state) throws Exception {
        try (Service killed = client()) {
            begin(PLAN);
            String unused = await(experiments, body -> body.contains("\"state\":\"" + state + "\""));
            // It is in its warm-up before it has written anything down, and of that moment there is nothing to undo.
            awaitJournal();
            if (state.equals("inject")) {
                unused = await(faults, body -> body.contains("theirs"));
            }
            killed.process().destroyForcibly().waitFor();
        }
        try (Service next = client()) {
            String list = await(experiments, body -> body.contains("\"state\":\"done\""));
            assertTrue(next.process().isAlive());
            assertTrue(list.contains("the process ended in the middle of it (" + state + ")"), list);
            assertTrue(Service.get(faults).contains("\"mine\""), "the faults are back");
            assertEquals(
                    201,
                    Service.call(
                                    "POST",
                                    experiments,
                                    EXPERIMENT
                                            .replace("BACKEND", Integer.toString(backend))
                                            .replace("PLAN", PLAN))
                            .statusCode());
        }
        try (var files = Files.list(reports)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            assertTrue(names.stream().anyMatch(name -> name.matches("[^.]+\\.json")), names.toString());
        }
    }

    @Test
    void withoutANextProcessTheFaultsExpire() throws Exception {
        try (Service killed = client()) {
            begin("expiresIn: 8s, " + PLAN);
            String unused = await(faults, body -> body.contains("theirs"));
            killed.process().destroyForcibly().waitFor();
        }
        String url = "http://127.0.0.1:" + traffic + "/";
        assertEquals(503, Service.call("GET", url, "").statusCode());
        while (Service.call("GET", url, "").statusCode() != 200) {
            Thread.onSpinWait();
        }
    }
}
