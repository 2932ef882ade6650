package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every value is told of in the README with its default, and bounded by the schema. */
class ValuesReadmeTest {

    private static final Path README = Chart.DIRECTORY.resolve("README.md");

    /** What Helm or a chart around this one sets, and what is refused by a sentence. */
    private static final Set<String> NOT_OURS = Set.of(".global", ".enabled", ".faultWeight");

    private static final String TABLE = "| Key | Type | Default | Description |\n";

    @Test
    void everyValueHasAComment() throws IOException {
        assertEquals(List.of(), table().undocumented());
    }

    @Test
    void theReadmeHoldsEveryKeyWithItsDefaultAndItsComment() throws IOException {
        String readme = Files.readString(README);
        int from = readme.indexOf(TABLE);
        assertTrue(from >= 0, "the README has no table of values");
        int to = from;
        while (readme.startsWith("|", to)) {
            to = readme.indexOf('\n', to) + 1;
        }
        Golden.same(README, readme.substring(0, from) + table().markdown() + readme.substring(to));
    }

    @Test
    void theSchemaKnowsTheSameKeys() throws IOException {
        JsonNode schema = Manifests.YAML.readTree(
                Chart.DIRECTORY.resolve("values.schema.json").toFile());
        List<String> problems = new ArrayList<>();
        compare("", values(), schema, schema, problems);
        assertEquals(List.of(), problems);
    }

    /** Fields that the schema names must be in the values, and the other way round. */
    private static void compare(String at, JsonNode values, JsonNode schema, JsonNode root, List<String> problems) {
        JsonNode own = schema.has("$ref") ? root.at(schema.path("$ref").asText().substring(1)) : schema;
        if (!own.has("properties") || at.endsWith(".resources")) {
            return;
        }
        assertEquals(false, own.path("additionalProperties").asBoolean(true), at);
        own.path("properties").properties().forEach(field -> {
            String path = at + "." + field.getKey();
            if (values.has(field.getKey())) {
                compare(path, values.path(field.getKey()), field.getValue(), root, problems);
            } else if (!NOT_OURS.contains(path)) {
                problems.add(path + " is in the schema and not in the values");
            }
        });
        values.properties().forEach(field -> {
            if (!own.path("properties").has(field.getKey())) {
                problems.add(at + "." + field.getKey() + " is in the values and not in the schema");
            }
        });
    }

    private static JsonNode values() throws IOException {
        return Manifests.tree(Files.readString(Chart.DIRECTORY.resolve("values.yaml")));
    }

    private static ValuesTable table() throws IOException {
        return new ValuesTable(Files.readString(Chart.DIRECTORY.resolve("values.yaml")));
    }
}
