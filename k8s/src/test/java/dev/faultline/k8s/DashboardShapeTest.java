package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards are what Grafana 10 and 11 take without repairing them, and what people can read. */
class DashboardShapeTest {

    private static final int COLUMNS = 24;
    private static final Set<String> KINDS = Set.of("timeseries", "stat", "heatmap");

    /** Grafana's names of units: a wrong one is shown as a suffix and not complained of. */
    private static final Set<String> UNITS = Set.of("short", "none", "s", "percentunit", "reqps");

    /** Okabe and Ito's colours, which colour-blind people can tell apart, and a grey. */
    private static final Set<String> COLOURS =
            Set.of("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#7F7F7F", "dark-blue");

    private static final Pattern COLOUR = Pattern.compile("\"(#[0-9A-Fa-f]{6}|[a-z-]*(?:red|green|blue|yellow))\"");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

    static Stream<JsonNode> dashboards() throws IOException {
        return Dashboards.all().stream();
    }

    private static List<JsonNode> panels(JsonNode dashboard) {
        return Manifests.children(dashboard.path("panels"));
    }

    private static List<JsonNode> graphs(JsonNode dashboard) {
        return panels(dashboard).stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    private static String at(JsonNode dashboard, JsonNode panel) {
        return dashboard.path("title").asText() + ": " + panel.path("title").asText();
    }

    @Test
    void theirNamesAreTheirOwn() throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode dashboard : Dashboards.all()) {
            assertTrue(dashboard.path("uid").asText().matches("faultline-[a-z]{1,30}"));
            assertTrue(names.add(dashboard.path("uid").asText()));
            assertTrue(names.add(dashboard.path("title").asText()));
            assertEquals(39, dashboard.path("schemaVersion").intValue(), "Grafana 10.3 to 11; newer ones migrate it");
            assertTrue(!dashboard.has("id"), "the number of one installation");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsLieBesideEachOther(JsonNode dashboard) {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonNode panel : panels(dashboard)) {
            assertTrue(ids.add(panel.path("id").intValue()), at(dashboard, panel));
            JsonNode grid = panel.path("gridPos");
            int left = grid.path("x").asInt(-1);
            int right = left + grid.path("w").asInt();
            int top = grid.path("y").asInt(-1);
            assertTrue(left >= 0 && right > left && right <= COLUMNS && top >= 0, at(dashboard, panel));
            for (int x = left; x < right; x++) {
                for (int y = top; y < top + grid.path("h").asInt(); y++) {
                    assertTrue(taken.add(List.of(x, y)), at(dashboard, panel));
                }
            }
        }
        // Nothing floats: Grafana would move what has a hole above it.
        for (List<Integer> cell : taken) {
            assertTrue(cell.get(1) == 0 || taken.contains(List.of(cell.get(0), cell.get(1) - 1)), cell::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelTellsHowToReadIt(JsonNode dashboard) {
        Set<String> titles = new HashSet<>();
        for (JsonNode panel : graphs(dashboard)) {
            assertTrue(titles.add(panel.path("title").asText()), at(dashboard, panel));
            assertTrue(KINDS.contains(panel.path("type").asText()), at(dashboard, panel));
            assertTrue(panel.path("description").asText().length() >= 30, at(dashboard, panel));
            assertTrue(UNITS.contains(panel.at("/fieldConfig/defaults/unit").asText()), at(dashboard, panel));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyTargetHasANameASourceAndALegend(JsonNode dashboard) {
        for (JsonNode panel : graphs(dashboard)) {
            Set<String> names = new HashSet<>();
            Set<JsonNode> sources = new HashSet<>();
            assertTrue(!panel.path("targets").isEmpty(), at(dashboard, panel));
            for (JsonNode target : panel.path("targets")) {
                assertTrue(target.path("refId").asText().matches("[A-Z]"), at(dashboard, panel));
                assertTrue(names.add(target.path("refId").asText()), at(dashboard, panel));
                assertEquals("prometheus", target.at("/datasource/type").asText(), at(dashboard, panel));
                sources.add(target.path("datasource"));
                assertEquals(
                        !panel.path("type").asText().equals("stat"),
                        !target.path("legendFormat").asText().isEmpty(),
                        at(dashboard, panel));
                boolean linkerds = target.path("expr").asText().matches(".*\\b(outbound_http|response_total).*");
                assertEquals(
                        linkerds ? "${linkerd}" : "${datasource}",
                        target.at("/datasource/uid").asText(),
                        at(dashboard, panel));
            }
            JsonNode own = panel.path("datasource");
            assertTrue(
                    sources.size() == 1
                            ? sources.contains(own)
                            : own.path("uid").asText().equals("-- Mixed --"),
                    at(dashboard, panel));
        }
    }

    /** On one machine nothing has a namespace: a variable that must be chosen would empty every panel. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void itWorksWithAndWithoutNamespaces(JsonNode dashboard) {
        Set<String> variables = new TreeSet<>(Set.of("__rate_interval"));
        for (JsonNode variable : dashboard.at("/templating/list")) {
            variables.add(variable.path("name").asText());
            if (variable.path("type").asText().equals("query")) {
                assertEquals(".*", variable.path("allValue").asText());
                assertEquals("$__all", variable.at("/current/value/0").asText());
                assertTrue(variable.path("includeAll").booleanValue());
                assertTrue(variable.path("multi").booleanValue());
            }
        }
        assertTrue(variables.containsAll(Set.of("datasource", "namespace")));
        Set<String> used = new TreeSet<>();
        Matcher variable = VARIABLE.matcher(dashboard.toString().replace("$__all", ""));
        while (variable.find()) {
            used.add(variable.group(1));
        }
        assertEquals(variables, used);
        for (Dashboards.Query query : Dashboards.queries(dashboard)) {
            String plain = query.expression().replace("scalar(faultline:slo_success:objective)", "");
            assertTrue(
                    plain.contains("namespace=~\"$namespace\"")
                            || plain.matches("vector\\(\\d+(\\.\\d+)?\\)|faultline:slo_success:objective"),
                    query::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void coloursAreToldApartByEverybody(JsonNode dashboard) {
        Set<String> used = new TreeSet<>();
        Matcher colour = COLOUR.matcher(dashboard.toString());
        while (colour.find()) {
            used.add(colour.group(1));
        }
        used.removeAll(COLOURS);
        assertEquals(Set.of(), used);
        for (JsonNode panel : graphs(dashboard)) {
            JsonNode mode = panel.at("/fieldConfig/defaults/color/mode");
            assertTrue(mode.isMissingNode() || !mode.asText().startsWith("palette"), at(dashboard, panel));
            for (JsonNode override : panel.at("/fieldConfig/overrides")) {
                // Without slashes Grafana takes the pattern for the whole name.
                String pattern = override.at("/matcher/options").asText();
                assertTrue(pattern.startsWith("/") && pattern.endsWith("/"), at(dashboard, panel));
                Pattern.compile(pattern.substring(1, pattern.length() - 1));
            }
        }
    }
}
