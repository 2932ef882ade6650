package dev.faultline.mesh.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of {@code k8s/chaos-mesh} is fit for a {@code chaos} step, but for those that say that they are not. */
class ChaosFilesTest {

    private static final Path DIRECTORY = Path.of("..", "k8s", "chaos-mesh");
    private static final AllowedKinds ALLOWED = new AllowedKinds(List.of("chaos-mesh.org/*"));
    private static final Map<String, String> REFUSED = Map.of(
            "backend-http-abort.yaml", "kind must not be HTTPChaos",
            "faulty-traffic-workflow.yaml", "kind must be a single chaos or a Schedule");

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aStepCanApplyIt(String file) {
        List<ObjectNode> objects = new Manifests(DIRECTORY).read(TextNode.valueOf(file));
        assertEquals(1, objects.size());
        ObjectNode object = objects.get(0);
        ALLOWED.check(object);
        assertTrue(ChaosMesh.knows(object));
        String refusal = REFUSED.get(file);
        if (refusal == null) {
            ChaosMesh.check(object);
        } else {
            InvalidValue refused = assertThrows(InvalidValue.class, () -> ChaosMesh.check(object));
            assertTrue(refused.getMessage().startsWith(refusal), refused.getMessage());
        }
    }
}
