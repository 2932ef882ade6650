package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboards ask for metrics that there are: ours as the services' sources register them, Linkerd's by their names. */
class DashboardsTest {

    private static final Pattern METRIC = Pattern.compile("\\b(faultline|outbound)_[a-z0-9_]+");
    private static final Pattern REGISTERED = Pattern.compile("\"(faultline[._][a-z0-9._]+)\"");

    /** What Prometheus' names have beyond the registered ones. */
    private static final String ENDING = "(_seconds)?(_bucket|_sum|_count|_max)?(_total)?$";

    private static final Set<String> LINKERD =
            Set.of("outbound_http_route_backend_requests", "outbound_http_route_request_statuses");

    @Test
    void everyMetricIsThere() throws IOException {
        Set<String> known = new TreeSet<>(LINKERD);
        known.addAll(registered());
        Set<String> unknown = new TreeSet<>();
        for (JsonNode dashboard : dashboards()) {
            List<String> expressions = dashboard.findValuesAsText("expr");
            assertFalse(expressions.isEmpty());
            expressions.addAll(dashboard.findValuesAsText("query"));
            for (String expression : expressions) {
                Matcher metric = METRIC.matcher(expression);
                while (metric.find()) {
                    if (!known.contains(metric.group().replaceAll(ENDING, ""))) {
                        unknown.add(metric.group());
                    }
                }
            }
        }
        assertEquals(Set.of(), unknown);
    }

    @Test
    void configMapsHoldTheDashboardsWhole() throws IOException {
        List<JsonNode> maps = Manifests.ofKind(
                Chart.objects(ChartValues.of("monitoring: {dashboards: {enabled: true}}")), "ConfigMap");
        Set<JsonNode> rendered = new HashSet<>();
        for (JsonNode map : maps) {
            if (map.at("/metadata/labels").has("grafana_dashboard")) {
                for (JsonNode data : map.path("data")) {
                    rendered.add(Manifests.tree(data.asText()));
                }
            }
        }
        assertEquals(Set.copyOf(dashboards()), rendered);
    }

    private static List<JsonNode> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(Chart.DIRECTORY.resolve("dashboards"))) {
            List<JsonNode> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(Manifests.YAML.readTree(file.toFile()));
            }
            assertFalse(all.isEmpty());
            return all;
        }
    }

    private static Set<String> registered() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String service : List.of("error-injector", "load-client", "demo-backend")) {
            try (Stream<Path> files = Files.walk(Path.of("..", service, "src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Matcher name = REGISTERED.matcher(Files.readString(file));
                    while (name.find()) {
                        names.add(name.group(1).replace('.', '_').replaceAll(ENDING, ""));
                    }
                }
            }
        }
        return names;
    }
}
