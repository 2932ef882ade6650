package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a fault must be given is the same in the code, in the README and in what is refused; the rest has a default. */
class FaultTableTest {

    static List<FaultTable.Row> rows() {
        return FaultTable.rows();
    }

    private static Class<?> type(FaultTable.Row row) {
        return FaultType.all().stream()
                .filter(type -> nameOf(type).equals(row.toString()))
                .findFirst()
                .orElseThrow();
    }

    private static String nameOf(Class<?> type) {
        return type.getInterfaces()[0].getSimpleName().toLowerCase(Locale.ROOT) + " " + FaultType.nameOf(type);
    }

    private static String nameOf(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    private static Set<String> fields(JsonNode document) {
        Set<String> given = new TreeSet<>();
        document.fieldNames().forEachRemaining(given::add);
        given.remove("type");
        return given;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theLeastIsEnoughAndLessIsNot(FaultTable.Row row) {
        row.plan(row.least());
        Set<String> required = Arrays.stream(type(row).getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Required.class))
                .map(FaultTableTest::nameOf)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(required, fields(row.least()));
        for (String field : required) {
            ObjectNode less = row.least().deepCopy();
            less.remove(field);
            InvalidValue invalid = assertThrows(InvalidValue.class, () -> row.plan(less));
            assertTrue(invalid.field().endsWith("." + field), invalid.getMessage());
            assertTrue(invalid.getMessage().contains("must be given"), invalid.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theWholeGivesEveryField(FaultTable.Row row) {
        Set<String> given = new TreeSet<>();
        row.whole().forEach(document -> {
            row.plan(document);
            given.addAll(fields(document));
        });
        Set<String> all = Arrays.stream(type(row).getRecordComponents())
                .map(FaultTableTest::nameOf)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, given);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theReadmeStarsWhatIsRequired(FaultTable.Row row) throws IOException {
        String start = "| `" + row.family() + "` | `" + row.type() + "` |";
        String fields = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length(), line.indexOf('|', start.length())))
                .findFirst()
                .orElseThrow();
        for (RecordComponent component : type(row).getRecordComponents()) {
            String field = "`" + nameOf(component) + "`";
            assertEquals(component.isAnnotationPresent(Required.class), fields.contains(field + "*"), start + field);
        }
    }

    @Test
    void noFaultIsForgotten() {
        assertEquals(
                FaultType.all().stream().map(type -> nameOf(type)).sorted().toList(),
                rows().stream().map(FaultTable.Row::toString).sorted().toList());
    }
}
