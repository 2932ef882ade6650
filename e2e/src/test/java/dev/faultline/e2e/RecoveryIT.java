package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Chaos on the one who makes the chaos: the load client is killed in the middle of an experiment. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class RecoveryIT {

    private static final String MINE = "{\"rules\":[{\"name\":\"mine\"}]}";
    private static final String EXPERIMENT = """
            title: to be killed
            hypothesis: [success_rate >= 0%]
            load: {target: "http://127.0.0.1:BACKEND/", rate: 50, timeout: 5s}
            warmup: 1s
            baseline: {duration: 1s}
            method:
              - faults: {PLAN}
              - hold: HOLD
            verify: {duration: 1s}
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

    @BeforeEach
    void start() throws Exception {
        injectorService = Service.start(
                "error-injector", List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + control));
        backendService = Service.start(
                "demo-backend",
                List.of("quarkus.http.port=" + backend, "quarkus.management.port=" + Service.freePort()));
        injectorService.ready("http://127.0.0.1:" + control + "/q/health/ready");
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

    private void begin(String plan, String hold) throws Exception {
        begin(plan, hold, "");
    }

    /** @param between steps before it holds */
    private void begin(String plan, String hold, String between) throws Exception {
        String experiment = EXPERIMENT
                .replace("  - hold: ", between + "  - hold: ")
                .replace("BACKEND", Integer.toString(backend))
                .replace("PLAN", plan)
                .replace("HOLD", hold);
        assertEquals(201, Service.call("POST", experiments, experiment).statusCode());
    }

    /** In its other states it is killed by {@code RecoveryTest}, without a process. */
    @Test
    void whatIsLeftIsUndoneByTheNextProcess() throws Exception {
        try (Service killed = client()) {
            begin(PLAN, "1m");
            Awaiting.until(() -> Service.get(faults).contains("theirs"));
            killed.process().destroyForcibly().waitFor();
        }
        try (Service next = client()) {
            Awaiting.until(() -> Service.get(experiments).contains("\"state\":\"done\""));
            assertTrue(next.process().isAlive());
            String list = Service.get(experiments);
            assertTrue(list.contains("the process ended in the middle of it (inject)"), list);
            assertTrue(Service.get(faults).contains("\"mine\""), "the faults are back");
            begin(PLAN, "4s");
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
            begin("expiresIn: 8s, " + PLAN, "4s");
            Awaiting.until(() -> Service.get(faults).contains("theirs"));
            killed.process().destroyForcibly().waitFor();
        }
        String url = "http://127.0.0.1:" + traffic + "/";
        assertEquals(503, Service.call("GET", url, "").statusCode());
        Awaiting.until(() -> Service.call("GET", url, "").statusCode() == 200);
    }

    /** All other hands are those of {@code ConditionsTest} and {@code SteeringTest}, without processes. */
    @Test
    void anotherHandAtTheInjectorOrItsRestartEndsIt() throws Exception {
        try (RawServer next = RawServer.answering();
                Service client = client()) {
            begin(PLAN, "10m");
            Awaiting.until(() -> Service.get(faults).contains("theirs"));
            assertEquals(200, Service.call("DELETE", faults, "").statusCode());
            Awaiting.until(() -> Service.get(experiments).contains("\"outcome\":\"aborted\""));
            String list = Service.get(experiments);
            assertTrue(list.contains("the fault plan was stopped by 127.0.0.1 after "), list);
            assertFalse(Service.get(faults).contains("mine"), "as the other hand wants it");

            assertEquals(200, Service.call("PUT", faults, MINE).statusCode());
            begin(PLAN, "10m", "  - http: {method: GET, url: \"" + next.url() + "\"}\n");
            // That step is over by then: a restart in its middle would fail it, and be no other hand.
            Awaiting.until(() -> next.requests() > 0);
            injectorService.close();
            injectorService = Service.start(
                            "error-injector",
                            List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + control))
                    .ready("http://127.0.0.1:" + control + "/q/health/ready");
            Awaiting.until(() -> Service.get(experiments).contains("was restarted after "));
            Awaiting.until(() -> Service.get(faults).contains("\"mine\""));
            assertTrue(client.process().isAlive());
        }
    }
}
