package dev.faultline.k8s;

import static dev.faultline.k8s.Manifests.children;
import static dev.faultline.k8s.Manifests.kind;
import static dev.faultline.k8s.Manifests.title;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether every selector hits a rendered pod, and every port that is meant by it is one of that pod's. */
final class Selections {

    private final List<JsonNode> objects;
    private final List<String> problems = new ArrayList<>();

    Selections(List<JsonNode> objects) {
        this.objects = objects;
    }

    /** Returns what hits nothing. */
    List<String> problems() {
        problems.clear();
        for (JsonNode object : objects) {
            JsonNode spec = object.path("spec");
            switch (kind(object)) {
                case "Deployment" -> deployment(object);
                case "Service" -> ports(object, hits(object, spec.path("selector")), spec.path("ports"), "targetPort");
                case "PodDisruptionBudget" -> hits(object, spec.at("/selector/matchLabels"));
                case "NetworkPolicy" -> networkPolicy(object);
                case "Server" -> has(object, hits(object, spec.at("/podSelector/matchLabels")), spec.path("port"));
                case "PodMonitor" -> ports(object, scraped(object), spec.path("podMetricsEndpoints"), "port");
                default -> {}
            }
        }
        for (JsonNode pod : Manifests.pods(objects)) {
            for (JsonNode spread : pod.at("/spec/topologySpreadConstraints")) {
                hits(pod, spread.at("/labelSelector/matchLabels"));
            }
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                JsonNode port = pod.at("/spec/containers/0/" + probe + "/httpGet/port");
                if (!port.isMissingNode()) {
                    has(pod, List.of(pod), port);
                }
            }
        }
        return List.copyOf(problems);
    }

    private List<JsonNode> hits(JsonNode object, JsonNode labels) {
        List<JsonNode> hit = Manifests.hit(objects, labels);
        if (hit.isEmpty()) {
            problems.add(title(object) + " selects " + labels + ", which hits nothing");
        }
        return hit;
    }

    /** Returns the pods that a PodMonitor selects: it alone may leave some out. */
    List<JsonNode> scraped(JsonNode monitor) {
        JsonNode selector = monitor.at("/spec/selector");
        List<JsonNode> hit = new ArrayList<>(hits(monitor, selector.path("matchLabels")));
        for (JsonNode expression : selector.path("matchExpressions")) {
            if (!expression.path("operator").asText().equals("NotIn")) {
                problems.add(title(monitor) + " selects by " + expression);
            }
            hit.removeIf(pod -> children(expression.path("values"))
                    .contains(pod.at("/metadata/labels")
                            .path(expression.path("key").asText())));
        }
        return hit;
    }

    private void deployment(JsonNode deployment) {
        JsonNode labels = deployment.at("/spec/selector/matchLabels");
        List<JsonNode> hit = hits(deployment, labels);
        if (!hit.equals(List.of(deployment.at("/spec/template")))) {
            problems.add(title(deployment) + " selects " + hit.size() + " kinds of pods");
        }
    }

    private void ports(JsonNode object, List<JsonNode> pods, JsonNode ports, String field) {
        ports.forEach(port -> has(object, pods, port.path(field)));
    }

    /** Each pod has the port; the test's has none and serves nothing. */
    private void has(JsonNode object, List<JsonNode> pods, JsonNode port) {
        for (JsonNode pod : pods) {
            JsonNode container = pod.at("/spec/containers/0");
            if (container.path("name").asText().equals("verdict")) {
                continue;
            }
            if (children(container.path("ports")).stream()
                    .noneMatch(one -> one.path("name").equals(port)
                            || one.path("containerPort").equals(port))) {
                problems.add(title(object) + ": " + container.path("name") + " has no port " + port);
            }
        }
    }

    private void networkPolicy(JsonNode policy) {
        List<JsonNode> pods = hits(policy, policy.at("/spec/podSelector/matchLabels"));
        for (JsonNode rule : policy.at("/spec/ingress")) {
            for (JsonNode port : rule.path("ports")) {
                // Numbers are those of the mesh's proxy, which is no container yet.
                if (port.path("port").isTextual()) {
                    has(policy, pods, port.path("port"));
                }
            }
            for (JsonNode from : rule.path("from")) {
                JsonNode labels = from.at("/podSelector/matchLabels");
                if (!labels.isMissingNode()) {
                    hits(policy, labels);
                }
            }
        }
    }
}
