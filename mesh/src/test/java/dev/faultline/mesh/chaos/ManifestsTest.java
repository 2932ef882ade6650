package dev.faultline.mesh.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestsTest {

    private static final StrictReader YAML = WireYaml.reader();
    private static final String OBJECT = "{apiVersion: g/v1, kind: K, metadata: {name: %s}}";

    @TempDir
    private Path parent;

    private static JsonNode tree(String yaml) {
        return YAML.tree(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private Manifests manifests() throws IOException {
        Path directory = Files.createDirectories(parent.resolve("manifests"));
        Files.writeString(parent.resolve("secret.yaml"), OBJECT.formatted("secret"));
        Files.writeString(
                directory.resolve("two.yaml"),
                "# head\n---\n" + OBJECT.formatted("a") + "\n---\n" + OBJECT.formatted("b"));
        Files.writeString(directory.resolve("broken.yaml"), "{apiVersion: ");
        Files.writeString(directory.resolve("empty.yaml"), "# nothing\n");
        if (!Files.exists(directory.resolve("link.yaml"))) {
            Files.createSymbolicLink(directory.resolve("link.yaml"), Path.of("..", "secret.yaml"));
        }
        return new Manifests(directory);
    }

    @Test
    void anObjectAListAndAFileAreRead() throws IOException {
        assertEquals(1, manifests().read(tree(OBJECT.formatted("a"))).size());
        assertEquals(
                2,
                manifests()
                        .read(tree("[" + OBJECT.formatted("a") + "," + OBJECT.formatted("b") + "]"))
                        .size());
        assertEquals(
                "b",
                manifests().read(tree("two.yaml")).get(1).at("/metadata/name").asText());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "../secret.yaml, must be the name of a YAML file",
        "/etc/passwd, must be the name of a YAML file",
        "'..', must be the name of a YAML file",
        "link.yaml, must lie in",
        "none.yaml, must be a file that can be read in",
        "broken.yaml, must be well formed",
        "empty.yaml, must be from 1 to 20",
        "'[]', must be from 1 to 20",
        "'{kind: K, metadata: {name: a}}', apiVersion must be given",
        "'{apiVersion: v1, metadata: {name: a}}', kind must be given",
        "'{apiVersion: v1, kind: K}', metadata.name must be a name",
        "'{apiVersion: v1, kind: K, metadata: {name: ../x}}', metadata.name must be a name",
        "'{apiVersion: v1, kind: K, metadata: {name: a, namespace: 7}}', metadata.namespace must be",
        "'[1]', must be objects",
    })
    void refusesWhatIsNoObject(String written, String complaint) throws IOException {
        Manifests manifests = manifests();
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> manifests.read(tree(written)));
        assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
    }

    @Test
    void withoutADirectoryNoFileIsRead() {
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> new Manifests(null).read(tree("two.yaml")));
        assertTrue(refusal.getMessage().contains("faultline.chaos.manifests"), refusal.getMessage());
    }
}
