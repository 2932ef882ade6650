package dev.faultline.mesh.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/doctor.md says what the code does. */
class DocumentTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\| (.*) \\| (\\w+) \\|$", Pattern.MULTILINE);

    private static String text() throws IOException {
        return Files.readString(Path.of("..", "docs", "doctor.md"));
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(text()).results().toList();
    }

    @Test
    void theTableHoldsAllChecksInTheirOrder() throws IOException {
        assertEquals(
                Examination.CHECKS.stream().map(Check::name).toList(),
                rows().stream().map(row -> row.group(1)).toList());
    }

    /** What causes.yaml shows of a check. */
    @Test
    void theSeveritiesAreThoseThatAreFound() throws IOException {
        Map<String, Set<String>> shown = new TreeMap<>();
        for (JsonNode row : Views.yaml("causes.yaml")) {
            if (row.has("severity")) {
                shown.computeIfAbsent(row.path("check").asText(), any -> new TreeSet<>())
                        .add(row.path("severity").asText());
            }
        }
        Map<String, Set<String>> told =
                rows().stream().collect(Collectors.toMap(row -> row.group(1), DocumentTest::severities));
        assertEquals(shown, new TreeMap<>(told));
    }

    private static Set<String> severities(MatchResult row) {
        Set<String> all = new TreeSet<>(Set.of(row.group(3)));
        for (String other : List.of("problem", "warning")) {
            if (row.group(2).matches(".*\\b" + other + "(:| if).*")) {
                all.add(other);
            }
        }
        return all;
    }

    @Test
    void theRolesListEachResourceThatIsRead() throws IOException {
        for (Resource resource : Resource.values()) {
            if (resource != Resource.SERVERS) {
                assertTrue(
                        text().matches("(?s).*resources: \\[[^\\]]*\\b" + resource.plural() + "\\b.*"),
                        resource.toString());
            }
        }
    }
}
