package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Chaos Mesh is told to break is there in the demo, and load-client may break it. */
class ChaosMeetsChartTest {

    private static final ChartValues DEMO = ChartValues.profile("demo", "chaos: {enabled: true}");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("chaos-mesh"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void selectorsHitPodsThatHaveTheContainers(Path file) throws IOException {
        List<JsonNode> objects = Chart.objects(DEMO);
        for (JsonNode chaos : Manifests.objects(Files.readString(file))) {
            for (JsonNode labels : chaos.findValues("labelSelectors")) {
                // Pods of the mesh's own are not the chart's.
                boolean meshs = labels.toString().contains("linkerd.io/");
                assertTrue(meshs || !Manifests.hit(objects, labels).isEmpty(), () -> labels + " hits nothing");
            }
            for (JsonNode names : chaos.findValues("containerNames")) {
                names.forEach(name -> assertTrue(
                        Manifests.pods(objects).stream()
                                .anyMatch(
                                        pod -> pod.at("/spec/containers/0/name").equals(name)),
                        () -> "there is no container " + name));
            }
        }
    }

    /** pod-failure pauses a native sidecar for nearly two minutes longer than it lasts. */
    @ParameterizedTest
    @MethodSource("files")
    void podFailureMeetsNoNativeSidecar(Path file) throws IOException {
        List<JsonNode> objects = Chart.objects(DEMO);
        for (JsonNode chaos : Manifests.objects(Files.readString(file))) {
            for (JsonNode body : chaos.findParents("action")) {
                if (body.path("action").asText().equals("pod-failure")) {
                    JsonNode labels = body.at("/selector/labelSelectors");
                    List<JsonNode> pods = Manifests.hit(objects, labels);
                    assertFalse(pods.isEmpty());
                    for (JsonNode pod : pods) {
                        for (String prefix : List.of("config", "config.beta")) {
                            JsonNode annotations = pod.at("/metadata/annotations");
                            assertEquals(
                                    "false",
                                    annotations
                                            .path(prefix + ".linkerd.io/proxy-enable-native-sidecar")
                                            .asText());
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void loadClientMayApplyIt(Path file) throws IOException {
        JsonNode role = Manifests.one(Chart.objects(DEMO), "Role", "load-client");
        for (JsonNode chaos : Manifests.objects(Files.readString(file))) {
            String kind = Manifests.kind(chaos).toLowerCase(Locale.ROOT);
            String resource = kind.endsWith("chaos") ? kind : kind + "s";
            assertTrue(
                    Manifests.children(role.path("rules")).stream()
                            .filter(rule -> rule.path("apiGroups").toString().contains("chaos-mesh.org"))
                            .anyMatch(rule -> rule.path("resources").toString().contains("\"" + resource + "\"")),
                    resource);
        }
    }
}
