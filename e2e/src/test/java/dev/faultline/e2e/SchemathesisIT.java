package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * schemathesis, from its registry, calls both APIs by their own descriptions, with good input and bad: no call breaks a
 * service, and each answer has a status, a type and a shape that its description names. Loads may go to our backend only,
 * and slowly.
 */
@Timeout(300)
@Isolated("it takes all processors")
class SchemathesisIT {

    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();

    @TempDir
    private static Path directory;

    private static Injector injector;
    private static String client;

    @BeforeAll
    static void start() throws Exception {
        Tool unused = new Tool("schemathesis");
        injector = Injector.start();
        STARTED.push(injector);
        int backend = Service.freePort();
        STARTED.push(Service.start("demo-backend", List.of("quarkus.http.port=" + backend, "quarkus.management.port=0"))
                .ready("http://127.0.0.1:" + backend + "/"));
        int port = Service.freePort();
        client = "http://127.0.0.1:" + port;
        STARTED.push(Service.start(
                        "load-client",
                        List.of(
                                "quarkus.http.port=" + port,
                                "quarkus.management.port=0",
                                "faultline.split.manifest=linkerd/http-route.yaml",
                                "faultline.split.addresses=demo-backend=127.0.0.1:" + backend
                                        + ",error-injector=127.0.0.1:" + injector.port(),
                                "faultline.injector.control=" + injector.site(),
                                "faultline.load.allowed-targets=demo-backend",
                                "faultline.load.max-rate=20",
                                "faultline.reports.directory=" + directory))
                .ready(client + "/api/stats"));
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    private static void check(String site) throws Exception {
        Path config = Path.of("src", "test", "resources", "schemathesis.toml");
        Process process = new ProcessBuilder(
                        "schemathesis",
                        "--config-file=" + config.toAbsolutePath(),
                        "run",
                        site + "/q/openapi?format=json",
                        "--phases=examples,coverage,fuzzing",
                        "--checks=not_a_server_error,status_code_conformance,content_type_conformance,"
                                + "response_headers_conformance,response_schema_conformance,unsupported_method",
                        // Streams have no end; each is looked at by a test of its own.
                        "--exclude-path-regex=/stream$",
                        "--max-examples=4",
                        "--seed=1",
                        "--generation-database=none",
                        "--request-timeout=10",
                        "--suppress-health-check=all",
                        "--continue-on-failure",
                        "--no-color",
                        "--workers=1")
                // Where it keeps what it has seen.
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertFalse(output.contains("No test cases"), output);
    }

    @Test
    void theInjectorDoesWhatItsDescriptionSays() throws Exception {
        check(injector.site());
    }

    @Test
    void loadClientDoesWhatItsDescriptionSays() throws Exception {
        check(client);
    }
}
