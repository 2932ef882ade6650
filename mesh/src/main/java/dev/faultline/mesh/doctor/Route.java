package dev.faultline.mesh.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTPRoute or GRPCRoute.
 *
 * @param object as the API has it
 */
record Route(KubeObject object) {

    /** Which one wins of two that match the same: the older, then the first by name. */
    static final Comparator<Route> PRECEDENCE = Comparator.comparing((Route route) -> route.object.created())
            .thenComparing(route -> route.object.namespace() + "/" + route.object.name());

    private static final List<Resource> RESOURCES =
            List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    private static final String SERVICE = "Service";

    /** Returns all that were read, whatever their parents are. */
    static List<Route> all(ClusterView view) {
        return RESOURCES.stream()
                .flatMap(kind -> view.all(kind).stream())
                .map(Route::new)
                .toList();
    }

    boolean isGrpc() {
        return object.resource() == Resource.GRPC_ROUTES;
    }

    /** Returns the references to the split's Service that a name alone makes, whatever else is wrong with them. */
    List<JsonNode> references(ClusterView.Subject subject) {
        return object.spec()
                .path("parentRefs")
                .valueStream()
                .filter(parent -> parent.path("name").asText().equals(subject.service()))
                .filter(parent ->
                        parent.path("namespace").asText(object.namespace()).equals(subject.namespace()))
                .toList();
    }

    boolean isFor(ClusterView.Subject subject) {
        return references(subject).stream().anyMatch(parent -> isService(parent) && subject.isAt(port(parent)));
    }

    /** Returns whether Linkerd reads a reference as one to a Service; left out, group and kind are a Gateway's. */
    static boolean isService(JsonNode parent) {
        String group = parent.path("group").asText("gateway.networking.k8s.io");
        return parent.path("kind").asText().equals(SERVICE) && (group.isEmpty() || group.equals("core"));
    }

    static @Nullable Integer port(JsonNode reference) {
        return reference.path("port").isInt() ? reference.path("port").asInt() : null;
    }

    List<JsonNode> rules() {
        return object.spec().path("rules").valueStream().toList();
    }

    static List<JsonNode> backends(JsonNode rule) {
        return rule.path("backendRefs").valueStream().toList();
    }

    /** Returns whether a rule may send anything to that Service. */
    boolean sendsTo(String service) {
        return rules().stream()
                .flatMap(rule -> backends(rule).stream())
                .anyMatch(backend -> backend.path("name").asText().equals(service));
    }

    /** Returns what its rules match, each in a form that is the same for the same requests; empty is everything. */
    Set<String> matches() {
        Set<String> all = new TreeSet<>();
        for (JsonNode rule : rules()) {
            JsonNode matches = rule.path("matches");
            if (matches.isEmpty()) {
                all.add("");
            }
            matches.forEach(match -> all.add(canonical(match)));
        }
        return all;
    }

    /** A path prefix of / is what the API server writes where nothing is said. */
    private static String canonical(JsonNode match) {
        ObjectNode rest = match.deepCopy();
        JsonNode path = rest.path("path");
        if (path.path("type").asText("PathPrefix").equals("PathPrefix")
                && path.path("value").asText("/").equals("/")) {
            rest.remove("path");
        }
        Set<String> parts = new TreeSet<>();
        rest.properties().forEach(part -> {
            boolean several = part.getValue().isArray();
            Stream<JsonNode> values = several ? part.getValue().valueStream() : Stream.of(part.getValue());
            values.forEach(value -> parts.add(part.getKey() + value));
        });
        return String.join(" ", parts);
    }
}
