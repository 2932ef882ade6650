package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chaostoolkit itself, from its registry, runs our samples against our services and reads our journals. */
@Timeout(300)
class ToolkitIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What {@code chaos report} does to a journal before pandoc makes a document of it. */
    private static final String READ = """
            import json, sys
            from chaosreport import generate_report, generate_report_header
            from chaoslib.experiment import ensure_experiment_is_valid
            for path in sys.argv[1:]:
                journal = json.load(open(path))
                ensure_experiment_is_valid(journal["experiment"])
                print(generate_report_header([path]))
                print(generate_report(journal))
            """;

    private static final List<AutoCloseable> SERVICES = new ArrayList<>();
    private static Map<String, String> environment = Map.of();
    private static String client = "";

    @TempDir
    Path directory = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        int port = Service.freePort();
        int backend = Service.freePort();
        Injector injector = Injector.start();
        SERVICES.add(injector);
        SERVICES.add(Service.start("demo-backend", List.of("quarkus.http.port=" + backend, "quarkus.management.port=0"))
                .ready("http://127.0.0.1:" + backend + "/"));
        client = "http://127.0.0.1:" + port;
        SERVICES.add(Service.start(
                        "load-client",
                        List.of(
                                "quarkus.http.port=" + port,
                                "quarkus.management.port=0",
                                "faultline.split.manifest=linkerd/http-route.yaml",
                                "faultline.split.addresses=demo-backend=127.0.0.1:" + backend
                                        + ",error-injector=127.0.0.1:" + injector.port(),
                                "faultline.injector.control=" + injector.site(),
                                "faultline.experiments.environment=FAULTLINE_LOAD_CLIENT,FAULTLINE_INJECTOR",
                                "faultline.reports.directory=e2e/target/toolkit-reports",
                                Attack.PATIENT))
                .ready(client + "/api/stats"));
        environment = Map.of("FAULTLINE_LOAD_CLIENT", client, "FAULTLINE_INJECTOR", injector.site());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable service : SERVICES) {
            service.close();
        }
    }

    private static Path sample(String name) {
        return Demo.ROOT.resolve(Path.of("experiments", "chaostoolkit", name + ".json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"faulty-traffic", "latency-brownout", "kill-switch"})
    void chaostoolkitRunsOurSamples(String name) throws Exception {
        Tool unused = new Tool("chaos");
        Path journal = directory.resolve("journal.json");
        ran(command(
                "chaos",
                "run",
                "--journal-path",
                journal.toString(),
                sample(name).toString()));
        JsonNode told = JSON.readTree(Files.readString(journal));
        assertEquals("completed", told.path("status").asText(), told::toString);
        assertFalse(told.path("deviated").booleanValue(), told::toString);
        assertTrue(told.at("/steady_states/after/steady_state_met").booleanValue(), told::toString);
        assertEquals(3, told.path("rollbacks").size());
        assertPutBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"faulty-traffic", "kill-switch"})
    void ourImporterRunsTheSame(String name) throws Exception {
        // The process has no such variables: what is looked up by default is filled in by us.
        String experiment = Files.readString(sample(name))
                .replace("http://127.0.0.1:8080", client)
                .replace("http://127.0.0.1:9002", environment.get("FAULTLINE_INJECTOR"));
        JsonNode journal = run(experiment);
        assertEquals("completed", journal.path("status").asText(), journal::toString);
        assertFalse(journal.path("deviated").booleanValue(), journal::toString);
        JsonNode said = journal.at("/experiment/extensions/0");
        assertEquals("pass", said.path("outcome").asText(), said::toString);
        assertPutBack();
    }

    @Test
    void itsReportReadsOurJournals() throws Exception {
        Tool unused = new Tool("chaos");
        String experiment = Files.readString(sample("kill-switch"))
                .replace("http://127.0.0.1:8080", client)
                .replace("http://127.0.0.1:9002", environment.get("FAULTLINE_INJECTOR"));
        Path journal = Files.writeString(
                directory.resolve("imported.json"), run(experiment).toString());
        Path script = Files.writeString(directory.resolve("read.py"), READ);
        String report = ran(command(python(), script.toString(), journal.toString()));
        assertTrue(report.contains("The kill switch ends an outage at once"), report);
        assertTrue(report.contains("The steady state was  verified"), report);
    }

    private static JsonNode run(String experiment) throws IOException, InterruptedException {
        JsonNode started = JSON.readTree(
                Service.call("POST", client + "/api/experiments", experiment).body());
        String url = client + "/api/experiments/" + started.path("id").asText();
        Awaiting.until(() -> {
            JsonNode status = JSON.readTree(Service.get(url));
            assertFalse(status.path("state").isMissingNode(), started + " " + status);
            return status.path("state").asText().equals("done");
        });
        return JSON.readTree(Service.get(url + "/report"));
    }

    private static void assertPutBack() throws IOException, InterruptedException {
        JsonNode split = JSON.readTree(Service.get(client + "/api/split"));
        assertEquals(100, split.at("/weights/demo-backend").intValue(), split::toString);
        JsonNode faults = JSON.readTree(Service.get(environment.get("FAULTLINE_INJECTOR") + "/api/faults"));
        assertEquals(0, faults.path("rules").size(), faults::toString);
        assertEquals(404, Service.call("GET", client + "/api/load", "").statusCode());
    }

    /** Returns the Python that {@code chaos} runs on: the first line of the script says so. */
    private static String python() throws IOException {
        for (String each : List.of(System.getenv("PATH").split(":", -1))) {
            Path chaos = Path.of(each, "chaos");
            if (Files.isExecutable(chaos)) {
                return Files.readString(chaos).lines().findFirst().orElse("").substring(2);
            }
        }
        throw new AssertionError("chaos is there");
    }

    private static ProcessBuilder command(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    private static String ran(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.directory(new java.io.File("target")).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        assertEquals(0, process.exitValue(), output);
        return output;
    }
}
