package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.injector.value.Required;
import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What a fault must be given is the same in the code, in the README and in what is refused; the rest has a default. */
class MinimalFaultsTest {

    private static final Path TABLE = Path.of("src", "test", "resources", "minimal-faults.csv");

    /** Where in a plan each family stands. */
    private static final Map<String, String> PLACES = Map.of(
            "when", "{'rules':[{'when':%s}]}",
            "delay", "{'rules':[{'delay':%s}]}",
            "abort", "{'rules':[{'aborts':[%s]}]}",
            "otherwise", "{'otherwise':%s}");

    private final PlanJson json = new PlanJson();
    private final ObjectMapper mapper = new ObjectMapper();

    private FaultPlan read(String family, JsonNode fault) {
        String plan = String.valueOf(PLACES.get(family)).replace('\'', '"').replace("%s", fault.toString());
        return json.read(plan.getBytes(StandardCharsets.UTF_8)).acceptedAt(Instant.EPOCH);
    }

    private ObjectNode tree(String document) throws JsonProcessingException {
        return (ObjectNode) mapper.readTree(document.replace('\'', '"'));
    }

    private static Class<?> type(String name) {
        return FaultType.all().stream()
                .filter(type -> FaultType.nameOf(type).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> required(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Required.class))
                .map(component -> component.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest(name = "{1}")
    @CsvFileSource(resources = "/minimal-faults.csv", delimiter = ';', quoteCharacter = '`')
    void theLeastIsEnoughAndLessIsNot(String family, String document) throws JsonProcessingException {
        ObjectNode fault = tree(document);
        read(family, fault);
        Set<String> given = new TreeSet<>();
        fault.fieldNames().forEachRemaining(given::add);
        given.remove("type");
        assertEquals(required(type(fault.path("type").asText())), given);
        for (String field : given) {
            ObjectNode less = fault.deepCopy();
            less.remove(field);
            InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(family, less));
            assertTrue(invalid.field().endsWith("." + field), invalid.getMessage());
            assertTrue(invalid.getMessage().contains("must be given"), invalid.getMessage());
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvFileSource(resources = "/minimal-faults.csv", delimiter = ';', quoteCharacter = '`')
    void theReadmeStarsWhatIsRequired(String family, String document) throws IOException {
        String name = tree(document).path("type").asText();
        String start = "| `" + family + "` | `" + name + "` |";
        String fields = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length(), line.indexOf('|', start.length())))
                .findFirst()
                .orElseThrow();
        for (var component : type(name).getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String field = "`" + (renamed == null ? component.getName() : renamed.value()) + "`";
            assertEquals(component.isAnnotationPresent(Required.class), fields.contains(field + "*"), start + field);
        }
    }

    @Test
    void noFaultIsForgotten() throws IOException {
        List<String> listed = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.startsWith("#")) {
                listed.add(
                        tree(line.substring(line.indexOf(';') + 1)).path("type").asText());
            }
        }
        assertEquals(
                FaultType.all().stream().map(FaultType::nameOf).sorted().toList(),
                listed.stream().sorted().toList());
    }

    /** The README of the project names them all; what each is in detail stands in the module's. */
    @Test
    void theReadmeOfTheProjectNamesEveryFault() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        FaultType.all()
                .forEach(type -> assertTrue(readme.contains("`" + FaultType.nameOf(type) + "`"), type.getName()));
    }
}
