package dev.faultline.load.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the HTTPRoute that a cluster would be given. What this embedded split can't do as a mesh would (matches,
 * filters, several rules) is refused, never passed over.
 */
public final class RouteManifest {

    private final StrictReader yaml;

    /** Reads with a reader for YAML. */
    public RouteManifest(StrictReader yaml) {
        this.yaml = yaml;
    }

    /**
     * Returns the route of the manifest.
     *
     * @throws InvalidValue naming the field that is missing, wrong or more than this split can do
     */
    public Route read(byte[] manifest) {
        JsonNode root = yaml.tree(manifest);
        String kind = root.path("kind").asText();
        Require.that(kind.equals("HTTPRoute"), "kind", "must be HTTPRoute", kind.isEmpty() ? "nothing" : kind);
        JsonNode parents = root.path("spec").path("parentRefs");
        JsonNode parent = only(parents, "spec.parentRefs");
        // Linkerd reads a reference without kind as one to a Gateway, and ignores the route.
        String parentKind = parent.path("kind").asText();
        Require.that(
                parentKind.equals("Service"),
                "spec.parentRefs[0].kind",
                "must be Service",
                parentKind.isEmpty() ? "nothing" : parentKind);
        JsonNode rule = only(root.path("spec").path("rules"), "spec.rules");
        refuse(rule, "matches");
        refuse(rule, "filters");
        return new Route(
                name(root.path("metadata"), "metadata"),
                name(parent, "spec.parentRefs[0]"),
                parent.path("port").asInt(0),
                new Split(weights(rule.path("backendRefs"))));
    }

    private static Map<String, Integer> weights(JsonNode refs) {
        Require.that(refs.isArray() && !refs.isEmpty(), "spec.rules[0].backendRefs", "must hold a backend", refs);
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (int i = 0; i < refs.size(); i++) {
            String field = "spec.rules[0].backendRefs[" + i + "]";
            JsonNode ref = refs.get(i);
            String name = name(ref, field);
            Require.that(ref.path("port").isInt(), field + ".port", "must be given", ref.path("port"));
            JsonNode weight = ref.path("weight");
            boolean whole = weight.isMissingNode() || weight.isInt();
            Require.that(whole, field + ".weight", "must be a whole number", weight);
            Require.that(!weights.containsKey(name), field + ".name", "must be named once", name);
            weights.put(name, weight.asInt(1));
        }
        return weights;
    }

    private static String name(JsonNode node, String field) {
        String name = node.path("name").asText();
        Require.that(!name.isEmpty(), field + ".name", "must be given", "nothing");
        return name;
    }

    private static JsonNode only(JsonNode list, String field) {
        Require.that(list.size() == 1, field, "must hold exactly one entry for the embedded split", list.size());
        JsonNode first = list.get(0);
        return first == null ? MissingNode.getInstance() : first;
    }

    private static void refuse(JsonNode rule, String field) {
        if (rule.has(field)) {
            throw new InvalidValue("spec.rules[0]." + field, "is more than the embedded split can do", rule.get(field));
        }
    }
}
