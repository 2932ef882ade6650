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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chaostoolkit itself, from its registry, runs our samples against our services. */
@Timeout(300)
class ToolkitIT {

    private static final ObjectMapper JSON = new ObjectMapper();

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

    private static void assertPutBack() throws IOException, InterruptedException {
        JsonNode split = JSON.readTree(Service.get(client + "/api/split"));
        assertEquals(100, split.at("/weights/demo-backend").intValue(), split::toString);
        JsonNode faults = JSON.readTree(Service.get(environment.get("FAULTLINE_INJECTOR") + "/api/faults"));
        assertEquals(0, faults.path("rules").size(), faults::toString);
        assertEquals(404, Service.call("GET", client + "/api/load", "").statusCode());
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
