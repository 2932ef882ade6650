package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Prometheus' own tool says of our configuration, our rules and our queries. */
class PrometheusTest {

    private static final Path TESTS = Path.of("src", "test", "prometheus");
    private static final String RULES = "[../../../charts/faultline/rules/faultline.yaml]";

    @TempDir
    private Path directory;

    static Stream<Path> tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void theConfigurationIsOneAndFindsTheRules() throws IOException {
        Promtool.Result checked = Promtool.run("check", "config", "../docs/prometheus.yml");
        assertEquals(0, checked.exitCode(), checked.output());
        assertTrue(checked.output().contains("1 rule files found"), checked.output());
    }

    @Test
    void theRulesAreSome() throws IOException {
        Promtool.Result checked = Promtool.run("check", "rules", "--lint-fatal", Dashboards.RULES.toString());
        assertEquals(0, checked.exitCode(), checked.output());
        assertTrue(checked.output().contains(Dashboards.rules().size() + " rules found"), checked.output());
    }

    @ParameterizedTest
    @MethodSource("tests")
    void theRulesDoWhatTheirTestsSay(Path test) throws IOException {
        Promtool.Result tested = Promtool.run("test", "rules", test.toString());
        assertEquals(0, tested.exitCode(), tested.output());
    }

    static Stream<Integer> alerts() throws IOException {
        List<Integer> places = new ArrayList<>();
        List<JsonNode> rules = Dashboards.rules();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).has("alert")) {
                places.add(i);
            }
        }
        return places.stream();
    }

    /** A test of an alert that would also pass without it, or with one that always fires, is none. */
    @ParameterizedTest
    @MethodSource("alerts")
    void theTestsTellAnAlertFromOneThatNeverOrAlwaysFires(int place) throws IOException {
        for (String expression : List.of("vector(1) > 2", "vector(1)")) {
            ObjectNode changed =
                    Manifests.YAML.readTree(Dashboards.RULES.toFile()).deepCopy();
            int left = place;
            for (JsonNode group : changed.path("groups")) {
                ArrayNode rules = (ArrayNode) group.path("rules");
                if (left >= 0 && left < rules.size()) {
                    ((ObjectNode) rules.get(left)).put("expr", expression);
                }
                left -= rules.size();
            }
            Files.writeString(directory.resolve("rules.yaml"), Manifests.YAML.writeValueAsString(changed));
            String alert = Dashboards.rules().get(place).path("alert").asText();
            boolean foundOut = false;
            for (Path test : tests().toList()) {
                String text = Files.readString(test);
                if (text.contains("alertname: " + alert)) {
                    Path copy = directory.resolve(test.getFileName());
                    Files.writeString(copy, text.replace(RULES, "[rules.yaml]"));
                    Promtool.Result tested = Promtool.run("test", "rules", copy.toString());
                    foundOut |= tested.output().contains("alertname: " + alert + ",");
                }
            }
            assertTrue(foundOut, "no test finds out about " + alert + " as " + expression);
        }
    }

    @Test
    void everyQueryIsPromql() throws IOException {
        ObjectNode document = Manifests.YAML.createObjectNode();
        ArrayNode rules =
                document.putArray("groups").addObject().put("name", "queries").putArray("rules");
        for (JsonNode dashboard : Dashboards.all()) {
            for (Dashboards.Query query : Dashboards.queries(dashboard)) {
                String name = "query_" + rules.size();
                rules.addObject().put("record", name).put("expr", Dashboards.filled(query.expression()));
            }
        }
        assertFalse(rules.isEmpty());
        Path file = Files.writeString(directory.resolve("queries.yaml"), Manifests.YAML.writeValueAsString(document));
        Promtool.Result checked = Promtool.run("check", "rules", file.toString());
        assertEquals(0, checked.exitCode(), checked.output());
        assertTrue(checked.output().contains(rules.size() + " rules found"), checked.output());
    }
}
