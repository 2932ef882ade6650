package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Grafana's dashboards and Prometheus' rules as the chart holds them: the only place from which Helm can read. */
final class Dashboards {

    /** Every rule, recorded and alerting. */
    static final Path RULES = Chart.DIRECTORY.resolve(Path.of("rules", "faultline.yaml"));

    private Dashboards() {}

    /** What a panel asks for. */
    record Query(String dashboard, String panel, String expression) {}

    /** Returns the files, by name. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Chart.DIRECTORY.resolve("dashboards"))) {
            List<Path> all = files.sorted().toList();
            assertFalse(all.isEmpty());
            return all;
        }
    }

    /** Returns the dashboards, by the names of their files. */
    static List<JsonNode> all() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (Path file : files()) {
            all.add(Manifests.YAML.readTree(file.toFile()));
        }
        return all;
    }

    /** Returns what that dashboard asks for: its panels, its annotations and its variables. */
    static List<Query> queries(JsonNode dashboard) {
        String title = dashboard.path("title").asText();
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        title, panel.path("title").asText(), target.path("expr").asText()));
            }
        }
        for (JsonNode annotation : dashboard.at("/annotations/list")) {
            queries.add(new Query(
                    title,
                    annotation.path("name").asText(),
                    annotation.path("expr").asText()));
        }
        return queries;
    }

    /** Returns the rules, of all groups. */
    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : Manifests.YAML.readTree(RULES.toFile()).path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        assertFalse(rules.isEmpty());
        return rules;
    }

    /** Returns the query as Prometheus takes it: Grafana's variables as they are when nothing is chosen. */
    static String filled(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$namespace", ".*")
                .replace("$route", ".*");
    }
}
