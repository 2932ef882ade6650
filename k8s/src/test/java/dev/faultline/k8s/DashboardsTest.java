package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Dashboards and rules ask for metrics that there are: ours as the services' sources register them, recorded ones as the
 * rules name them, others by their names. People find the same files in {@code k8s/grafana}.
 */
class DashboardsTest {

    private static final Path GRAFANA = Path.of("grafana");
    private static final Pattern RECORDED = Pattern.compile("\\b[a-z]+:[a-z0-9_]+:[a-z0-9_]+\\b");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:faultline|outbound|kube|process)_[a-z0-9_]+|\\bresponse_[a-z_]+|\\bALERTS\\b");
    private static final Pattern REGISTERED = Pattern.compile("\"(faultline[._][a-z0-9._]+)\"");

    /** What Prometheus' names have beyond the registered ones. */
    private static final String ENDING = "(_seconds)?(_bucket|_sum|_count|_max)?(_total)?$";

    private static final String SOURCE = "# Source: faultline/templates/monitoring/rules.yaml\n";

    /** Linkerd's, kube-state-metrics', Prometheus' own and the JVM's. */
    private static final Set<String> OTHERS = Set.of(
            "outbound_http_route_backend_requests",
            "outbound_http_route_backend_response_duration",
            "outbound_http_route_backend_response_statuses",
            "outbound_http_route_request_duration",
            "outbound_http_route_request_statuses",
            "outbound_http_route_retry_limit_exceeded",
            "outbound_http_route_retry_overflow",
            "outbound_http_route_retry_requests",
            "outbound_http_route_retry_successes",
            "response",
            "kube_deployment_status_replicas_ready",
            "kube_pod_container_status_restarts",
            "process_uptime",
            "ALERTS");

    @Test
    void everyMetricIsThere() throws IOException {
        Set<String> recorded = new TreeSet<>();
        List<String> expressions = new ArrayList<>();
        for (JsonNode rule : Dashboards.rules()) {
            recorded.add(rule.path("record").asText());
            expressions.add(rule.path("expr").asText());
        }
        for (JsonNode dashboard : Dashboards.all()) {
            Dashboards.queries(dashboard).forEach(query -> expressions.add(query.expression()));
            expressions.addAll(dashboard.at("/templating/list").findValuesAsText("query"));
        }
        Set<String> known = new TreeSet<>(OTHERS);
        known.addAll(registered());
        Set<String> unknown = new TreeSet<>();
        for (String expression : expressions) {
            unknown.addAll(found(RECORDED, expression));
            for (String metric : found(METRIC, RECORDED.matcher(expression).replaceAll(""))) {
                if (!known.contains(metric.replaceAll(ENDING, ""))) {
                    unknown.add(metric);
                }
            }
        }
        unknown.removeAll(recorded);
        assertEquals(Set.of(), unknown);
    }

    /** What is recorded and seen by nobody is only work for Prometheus. */
    @Test
    void everyRecordedRatioIsUsed() throws IOException {
        Set<String> used = new TreeSet<>();
        Set<String> unused = new TreeSet<>();
        for (JsonNode rule : Dashboards.rules()) {
            used.addAll(found(RECORDED, rule.path("expr").asText()));
            unused.add(rule.path("record").asText());
        }
        for (JsonNode dashboard : Dashboards.all()) {
            Dashboards.queries(dashboard).forEach(query -> used.addAll(found(RECORDED, query.expression())));
        }
        unused.removeAll(used);
        assertEquals(Set.of(""), unused, "alerts record nothing");
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
        assertEquals(Set.copyOf(Dashboards.all()), rendered);
    }

    @Test
    void theOperatorGetsTheRulesThatPrometheusReads() throws IOException {
        List<JsonNode> objects = Chart.objects(ChartValues.of("monitoring: {rules: {enabled: true}}"));
        assertEquals(
                Manifests.YAML.readTree(Dashboards.RULES.toFile()),
                Manifests.one(objects, "PrometheusRule", "faultline").path("spec"));
    }

    @Test
    void peopleFindTheSameToImport() throws IOException {
        Set<String> names = new TreeSet<>(Set.of("README.md", "prometheus-rule.yaml"));
        for (Path file : Dashboards.files()) {
            String name = file.getFileName().toString();
            names.add(name);
            Golden.same(GRAFANA.resolve(name), Files.readString(file));
        }
        String rule = Arrays.stream(Chart.text(ChartValues.of("monitoring: {rules: {enabled: true}}"))
                        .split("(?m)^---\n"))
                .filter(document -> document.startsWith(SOURCE))
                .findFirst()
                .orElseThrow();
        Golden.same(GRAFANA.resolve("prometheus-rule.yaml"), rule.substring(SOURCE.length()));
        try (Stream<Path> files = Files.list(GRAFANA)) {
            assertEquals(
                    names,
                    new TreeSet<>(
                            files.map(file -> file.getFileName().toString()).toList()));
        }
        String readme = Files.readString(GRAFANA.resolve("README.md"));
        names.remove("README.md");
        names.forEach(name -> assertTrue(readme.contains("(" + name + ")"), name + " is not in the README"));
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static Set<String> registered() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String service : List.of("platform", "error-injector", "load-client", "demo-backend")) {
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
