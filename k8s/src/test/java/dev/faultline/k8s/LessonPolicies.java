package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** What Linkerd's policies must keep to beyond their schemas, so that nothing is denied, or let in, by accident. */
final class LessonPolicies {

    private static final List<String> OPEN = List.of("all-unauthenticated", "all-authenticated", "deny");

    private LessonPolicies() {}

    /** Returns whether these rules are for it. */
    static boolean know(JsonNode object) {
        return object.path("apiVersion").asText().startsWith("policy.linkerd.io/");
    }

    /**
     * Returns what is wrong with an object; nothing if it is right.
     *
     * @param around all objects of its file, itself too
     */
    static List<String> problems(JsonNode object, List<? extends JsonNode> around) {
        List<String> problems = new ArrayList<>();
        switch (object.path("kind").asText()) {
            case "Server" -> checkServer(object, around, problems);
            case "HTTPLocalRateLimitPolicy" -> checkLimit(object, around, problems);
            case "AuthorizationPolicy" -> checkAuthorization(object, around, problems);
            default -> {}
        }
        return problems;
    }

    private static void checkServer(JsonNode server, List<? extends JsonNode> around, List<String> problems) {
        JsonNode spec = server.path("spec");
        String access = spec.path("accessPolicy").asText();
        if (!OPEN.contains(access)) {
            problems.add("accessPolicy must be given, one of " + OPEN + ": deny is the default");
        }
        String name = server.at("/metadata/name").asText();
        boolean allowed = around.stream()
                .anyMatch(other -> other.path("kind").asText().equals("AuthorizationPolicy")
                        && other.at("/spec/targetRef/name").asText().equals(name));
        if (access.equals("deny") && !allowed) {
            problems.add("a Server that denies needs an AuthorizationPolicy in its file");
        }
        if (!spec.path("port").isInt()) {
            problems.add("port must be a number, whatever the chart calls it");
        }
    }

    private static void checkLimit(JsonNode policy, List<? extends JsonNode> around, List<String> problems) {
        JsonNode server = find("Server", policy.at("/spec/targetRef/name").asText(), around);
        if (!policy.at("/spec/targetRef/kind").asText().equals("Server") || server.isMissingNode()) {
            problems.add("targetRef must be a Server of its file");
        } else if (server.at("/spec/proxyProtocol").asText().matches("gRPC|opaque|TLS")) {
            problems.add("the Server's proxyProtocol makes Linkerd ignore the limit");
        }
        int total = policy.at("/spec/total/requestsPerSecond").asInt(Integer.MAX_VALUE);
        int each = policy.at("/spec/identity/requestsPerSecond").asInt(1);
        if (total < 1 || each < 1 || each > total) {
            problems.add("limits must be 1 or more, and identity's at most the total");
        }
    }

    private static void checkAuthorization(JsonNode policy, List<? extends JsonNode> around, List<String> problems) {
        JsonNode target = policy.at("/spec/targetRef");
        if (find(target.path("kind").asText(), target.path("name").asText(), around)
                .isMissingNode()) {
            problems.add("targetRef must be in its file");
        }
        JsonNode required = policy.at("/spec/requiredAuthenticationRefs");
        if (required.isEmpty()) {
            problems.add("requiredAuthenticationRefs must not be empty: that lets everybody in");
        }
        for (JsonNode reference : required) {
            if (find(reference.path("kind").asText(), reference.path("name").asText(), around)
                    .isMissingNode()) {
                problems.add("requiredAuthenticationRefs must be in its file");
            }
        }
    }

    private static JsonNode find(String kind, String name, List<? extends JsonNode> around) {
        for (JsonNode object : around) {
            if (object.path("kind").asText().equals(kind)
                    && object.at("/metadata/name").asText().equals(name)) {
                return object;
            }
        }
        return MissingNode.getInstance();
    }
}
