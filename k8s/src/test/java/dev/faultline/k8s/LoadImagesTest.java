package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code load-images} with tools that only tell how they were called. */
@Timeout(60)
class LoadImagesTest {

    @TempDir
    private Path root;

    @BeforeEach
    void putUp() throws IOException {
        Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("k8s"));
        Files.copy(Path.of("load-images"), root.resolve("k8s/load-images"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String tool : List.of("mvnw", "bin/kind", "bin/k3d", "bin/minikube", "bin/ctr", "bin/k3s")) {
            Path file =
                    Files.writeString(root.resolve(tool), "#!/bin/sh\necho \"${0##*/} $*\" >> '" + root + "/calls'\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private int run(String arguments) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", "exec k8s/load-images " + arguments).directory(root.toFile());
        builder.environment().merge("PATH", root.resolve("bin").toString(), (old, own) -> own + ":" + old);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(root.resolve("said").toFile())
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "kind, kind load image-archive",
        "kind --name lab, kind load image-archive --name lab",
        "k3d --cluster lab, k3d image import --cluster lab",
        "minikube, minikube image load",
        "ctr, ctr --namespace k8s.io images import",
        "k3s, k3s ctr images import",
    })
    void theImagesAreBuiltAsFilesAndLoaded(String arguments, String command) throws Exception {
        assertEquals(0, run(arguments));
        List<String> calls = Files.readAllLines(root.resolve("calls"));
        assertTrue(calls.get(0).contains("package -DskipTests -Pimages -Djib.from.platforms=linux/"), calls.get(0));
        assertEquals(
                List.of(
                        command + " error-injector/target/error-injector.tar",
                        command + " load-client/target/load-client.tar",
                        command + " demo-backend/target/demo-backend.tar"),
                calls.subList(1, calls.size()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', 2, k8s/load-images kind",
        "docker, 2, k8s/load-images kind",
        "files, 0, load-client/target/load-client.tar"
    })
    void itSaysWhatItKnows(String arguments, int exitCode, String says) throws Exception {
        assertEquals(exitCode, run(arguments));
        String said = Files.readString(root.resolve("said"));
        assertTrue(said.contains(says), said);
        assertEquals(
                exitCode == 0,
                Files.exists(root.resolve("calls")),
                "nothing is built for a tool that it does not know");
    }

    /** Under a name that leads to a registry whoever owns it there would be asked. */
    @Test
    void whatIsBuiltHasTheNameThatTheChartAsksFor() throws IOException {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        assertTrue(pom.contains("<image>localhost/faultline/${project.artifactId}:${project.version}</image>"));
        for (JsonNode pod : Manifests.pods(Chart.objects(ChartValues.profile("demo", "{}")))) {
            String image = pod.at("/spec/containers/0/image").asText();
            assertTrue(image.matches("localhost/faultline/[a-z-]+:0\\.1\\.0-SNAPSHOT"), image);
        }
    }
}
