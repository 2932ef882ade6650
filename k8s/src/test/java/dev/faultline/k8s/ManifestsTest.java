package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest against the schema of its kind, where the schemas are; in CI they must be. */
class ManifestsTest {

    private static final Path CRDS = Path.of(System.getProperty("faultline.crds", "../../shared/crds"));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static Stream<Path> manifests() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path directory : List.of(Path.of("chaos-mesh"), Path.of("..", "linkerd"))) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(all::add);
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void aClusterTakesIt(Path manifest) throws IOException {
        for (JsonNode object : objects(manifest)) {
            // Kubernetes' own kinds have no CRD; LessonServices looks at the only one that there is.
            if (object.path("apiVersion").asText().contains("/")) {
                assertEquals(List.of(), schema(object).problems(object));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void chaosSelectsByTheNameOfAService(Path manifest) throws IOException {
        for (JsonNode object : objects(manifest)) {
            assertEquals(
                    "faultline",
                    object.at("/metadata/labels/app.kubernetes.io~1part-of").asText());
            if (object.path("apiVersion").asText().startsWith("chaos-mesh.org/")) {
                String selected = object.findPath("labelSelectors")
                        .path("app.kubernetes.io/name")
                        .asText();
                assertTrue(
                        List.of("demo-backend", "load-client", "error-injector").contains(selected), selected);
            }
        }
    }

    /** The checks themselves can fail. */
    @ParameterizedTest(name = "{0}: {1} as {2}")
    @CsvSource({
        "backend-pod-kill, /spec, scheduler, '{\"cron\": \"x\"}'",
        "backend-pod-kill, /spec, historyLimit, '\"3\"'",
        "backend-pod-kill, /spec/podChaos, action, '\"explode\"'",
        "backend-pod-failure, /spec, mode, 1",
        "backend-network-delay, /spec/delay, correlation, 25",
        "backend-cpu-stress, /spec, containerNames, '\"demo-backend\"'",
    })
    void whatIsWrongIsSeen(String name, String where, String field, String value) throws IOException {
        ObjectNode object =
                (ObjectNode) objects(Path.of("chaos-mesh", name + ".yaml")).get(0);
        ((ObjectNode) object.at(where)).set(field, YAML.readTree(value));
        assertFalse(schema(object).problems(object).isEmpty());
    }

    private static List<JsonNode> objects(Path manifest) throws IOException {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(manifest.toFile())) {
            return all.readAll();
        }
    }

    private static CrdSchema schema(JsonNode object) throws IOException {
        boolean there = Files.isDirectory(CRDS);
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, CRDS + " must be there in CI");
        }
        Assumptions.assumeTrue(there, CRDS + " is not there");
        String[] version = object.path("apiVersion").asText().split("/", -1);
        String lower = object.path("kind").asText().toLowerCase(Locale.ROOT);
        String plural = lower.endsWith("chaos") ? lower : lower.replaceFirst("y$", "ie") + "s";
        try (Stream<Path> files = Files.list(CRDS)) {
            Path crd = files.filter(file -> file.getFileName().toString().startsWith(version[0] + "_" + plural + "."))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no schema of " + version[0] + " " + plural));
            return CrdSchema.read(crd, version[1]);
        }
    }
}
