package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.mesh.doctor.Doctor;
import dev.faultline.platform.wire.WireJson;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@EnableKubernetesMockClient(https = false)
class DoctorCommandTest {

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(@Nullable Supplier<KubernetesClient> clients, String... arguments) {
        Doctor doctor = new Doctor(
                clients,
                new Doctor.Defaults(null, "error-injector", null, null),
                Optional::empty,
                Optional::empty,
                () -> Instant.EPOCH,
                System::nanoTime);
        return new CommandLine(new DoctorCommand(doctor, WireJson.mapper()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void aProblemEndsWith99() {
        assertEquals(99, run(() -> client, "--service", "demo-backend", "--namespace", "demo", "--port", "8080"));
        assertTrue(out.toString().startsWith("problem  kinds-known\n"), out::toString);
        assertTrue(out.toString().contains("\nverdict: problem ("), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void jsonIsOneDocument() throws Exception {
        assertEquals(99, run(() -> client, "--service", "demo-backend", "--namespace", "demo", "--json"));
        assertEquals(
                "problem",
                WireJson.mapper().readTree(out.toString()).path("verdict").asText());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "--service A, --service must be a name of Kubernetes",
        "--service a --port 0, --port must be from 1 to 65535",
        "--namespace demo, '--service must be given, since nothing with the label'",
    })
    void badInputEndsWith104(String arguments, String complaint) {
        assertEquals(104, run(() -> client, arguments.split(" ")));
        assertTrue(err.toString().startsWith(complaint), err::toString);
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void noClusterEndsWith104AndNoAnswerWith98() {
        assertEquals(104, run(null));
        assertTrue(err.toString().startsWith("there is no cluster to look at"), err::toString);
        KubernetesClient nowhere = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:1")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        assertEquals(98, run(() -> nowhere));
    }
}
