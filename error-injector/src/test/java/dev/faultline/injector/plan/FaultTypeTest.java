package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTypeTest {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    static List<Class<?>> all() {
        return FaultType.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyFaultIsARecordWithAWireName(Class<?> type) {
        assertTrue(type.isRecord(), type.getName());
        assertTrue(NAME.matcher(FaultType.nameOf(type)).matches(), type.getName());
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyFaultHasARowInTheReadmeThatNamesItsFields(Class<?> type) throws IOException {
        String family = type.getInterfaces()[0].getSimpleName().toLowerCase(Locale.ROOT);
        String start = "| `" + family + "` | `" + FaultType.nameOf(type) + "` |";
        String row = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md has no row " + start));
        for (RecordComponent field : type.getRecordComponents()) {
            JsonProperty renamed = field.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null ? field.getName() : renamed.value();
            assertTrue(row.contains("`" + name + "`"), row + " does not name " + name);
        }
    }

    @Test
    void wireNamesAreUniqueInTheirFamily() {
        Set<String> names = new HashSet<>();
        all().forEach(type -> names.add(type.getInterfaces()[0].getSimpleName() + " " + FaultType.nameOf(type)));
        assertEquals(all().size(), names.size());
    }
}
