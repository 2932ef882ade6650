package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Linkerd asks of an HTTPRoute or GRPCRoute with a Service as its parent beyond the schema. Nearly all of it fails
 * silently in a cluster: the route is not looked at, or a proxy makes something else of it.
 */
final class LessonRoutes {

    private static final int MOST = 1_000_000;
    /** What rules and backends have in the standard channel of Gateway API 1.2.1: with anything newer they are ignored. */
    private static final Set<String> RULE = Set.of("matches", "filters", "backendRefs", "timeouts");

    private static final Set<String> BACKEND =
            Set.of("group", "kind", "name", "namespace", "port", "weight", "filters");
    private static final Set<String> HTTP_MATCH = Set.of("path", "headers", "queryParams", "method");
    private static final Set<String> GRPC_MATCH = Set.of("method", "headers");
    private static final Set<String> HTTP_FILTERS =
            Set.of("RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect");
    private static final Set<String> GRPC_FILTERS = Set.of("RequestHeaderModifier", "ResponseHeaderModifier");

    private LessonRoutes() {}

    /** Returns whether these rules are for it. */
    static boolean know(JsonNode object) {
        return object.path("apiVersion").asText().startsWith("gateway.networking.k8s.io/");
    }

    /** Returns what is wrong with the route; nothing if it is right. */
    static List<String> problems(JsonNode route) {
        List<String> problems = new ArrayList<>();
        boolean grpc = route.path("kind").asText().equals("GRPCRoute");
        if (!route.path("apiVersion").asText().endsWith("/v1")) {
            problems.add("apiVersion must be v1, which all supported versions serve");
        }
        JsonNode parents = route.at("/spec/parentRefs");
        if (parents.isEmpty()) {
            problems.add("parentRefs must be given");
        }
        parents.forEach(parent -> checkParent(parent, problems));
        JsonNode rules = route.at("/spec/rules");
        if (rules.isEmpty()) {
            problems.add("rules must be given");
        }
        rules.forEach(rule -> checkRule(rule, grpc, problems));
        return problems;
    }

    private static void checkParent(JsonNode parent, List<String> problems) {
        if (!parent.path("kind").asText().equals("Service")) {
            problems.add("parentRefs.kind must be Service: without it Linkerd takes a Gateway");
        }
        if (!Set.of("core", "").contains(parent.path("group").asText("gateway"))) {
            problems.add("parentRefs.group must be core");
        }
        if (!parent.path("port").isInt()) {
            problems.add("parentRefs.port must be given: without it it is every port, those of gRPC too");
        }
    }

    private static void checkRule(JsonNode rule, boolean grpc, List<String> problems) {
        checkFields("rules", rule, RULE, problems);
        if (grpc && rule.has("timeouts")) {
            problems.add("rules.timeouts is not known to a GRPCRoute");
        }
        if (rule.path("timeouts").has("backendRequest")) {
            problems.add("rules.timeouts.backendRequest does nothing in Linkerd");
        }
        rule.path("matches").forEach(match -> checkFields("matches", match, grpc ? GRPC_MATCH : HTTP_MATCH, problems));
        checkFilters(rule, grpc, problems);
        JsonNode backends = rule.path("backendRefs");
        long sum = 0;
        for (JsonNode backend : backends) {
            checkBackend(backend, problems);
            checkFilters(backend, grpc, problems);
            sum += backend.path("weight").asLong(1);
        }
        if (backends.isEmpty()) {
            problems.add("rules.backendRefs must be given");
        } else if (backends.size() == 1 && sum == 0) {
            problems.add("a single backend must not have weight 0: Linkerd sends it everything");
        } else if (sum == 0) {
            problems.add("weights must not all be 0: the caller's proxy fails");
        }
    }

    private static void checkBackend(JsonNode backend, List<String> problems) {
        checkFields("backendRefs", backend, BACKEND, problems);
        if (!backend.path("kind").asText("Service").equals("Service")) {
            problems.add("backendRefs.kind must be Service");
        }
        if (!backend.path("port").isInt()) {
            problems.add("backendRefs.port must be given: Linkerd refuses a Service without one");
        }
        JsonNode weight = backend.path("weight");
        if (!weight.isMissingNode() && (!weight.isInt() || weight.intValue() < 0 || weight.intValue() > MOST)) {
            problems.add("backendRefs.weight must be a whole number from 0 to " + MOST + ", was " + weight);
        }
    }

    private static void checkFilters(JsonNode owner, boolean grpc, List<String> problems) {
        for (JsonNode filter : owner.path("filters")) {
            String type = filter.path("type").asText();
            if (!(grpc ? GRPC_FILTERS : HTTP_FILTERS).contains(type)) {
                problems.add("filters.type " + type + " makes Linkerd drop the route");
            }
        }
    }

    private static void checkFields(String of, JsonNode object, Set<String> known, List<String> problems) {
        Set<String> given = new HashSet<>();
        object.fieldNames().forEachRemaining(given::add);
        given.removeAll(known);
        if (!given.isEmpty()) {
            problems.add(of + " has fields that Gateway API 1.2.1 does not know: " + given);
        }
    }
}
