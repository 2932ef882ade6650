package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a Service must keep to, for routes and for {@code kubectl apply} beside the chart's. */
final class LessonServices {

    /** What Linkerd knows; any other it takes for opaque TCP, and ignores routes. */
    private static final Set<String> PROTOCOLS =
            Set.of("http", "kubernetes.io/h2c", "linkerd.io/opaque", "linkerd.io/tcp");

    private LessonServices() {}

    /** Returns whether these rules are for it. */
    static boolean know(JsonNode object) {
        return object.path("apiVersion").asText().equals("v1")
                && object.path("kind").asText().equals("Service");
    }

    /** Returns what is wrong with the Service; nothing if it is right. */
    static List<String> problems(JsonNode service) {
        List<String> problems = new ArrayList<>();
        JsonNode spec = service.path("spec");
        if (spec.path("clusterIP").asText().equals("None")) {
            problems.add("clusterIP must not be None: calls of pods' addresses pass by routes and splits");
        }
        if (spec.path("selector").isEmpty()) {
            problems.add("selector must be given");
        }
        if (spec.path("ports").isEmpty()) {
            problems.add("ports must be given");
        }
        Set<Integer> numbers = new HashSet<>();
        for (JsonNode port : spec.path("ports")) {
            if (!PROTOCOLS.contains(port.path("appProtocol").asText())) {
                problems.add("ports.appProtocol must be one of " + PROTOCOLS + ", was " + port.path("appProtocol"));
            }
            if (!port.path("targetPort").asText().equals("http")) {
                problems.add("ports.targetPort must be http, as the chart has it: HTTP and gRPC are served there");
            }
            if (port.path("name").asText().isEmpty()
                    || !numbers.add(port.path("port").asInt())) {
                problems.add("ports must have names and differ");
            }
        }
        return problems;
    }
}
