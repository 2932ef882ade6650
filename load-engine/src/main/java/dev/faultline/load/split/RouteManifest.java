package dev.faultline.load.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.faultline.load.split.Route.HeaderMatch;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the HTTPRoute that a cluster would be given. What the embedded split can't do as a mesh would (matches of
 * anything but headers by their exact value, filters, weights in several rules) is refused, never ignored.
 */
public final class RouteManifest {

    private static final Set<String> RULE_FIELDS = Set.of("name", "matches", "backendRefs");

    private final StrictReader yaml;

    /** Reads with a reader for YAML. */
    public RouteManifest(StrictReader yaml) {
        this.yaml = yaml;
    }

    /**
     * Returns the route of the manifest.
     *
     * @throws InvalidValue naming the field that is missing, wrong or beyond this split
     */
    public Route read(byte[] manifest) {
        return read(yaml.tree(manifest));
    }

    /** Returns the route of a manifest that is parsed already. */
    public static Route read(JsonNode root) {
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
        JsonNode written = root.path("spec").path("rules");
        Require.that(written.isArray(), "spec.rules", "must be a list", written.isMissingNode() ? "nothing" : written);
        List<Route.Rule> rules = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            rules.add(rule(written.get(i), "spec.rules[" + i + "]"));
        }
        return new Route(
                name(root.path("metadata"), "metadata"),
                name(parent, "spec.parentRefs[0]"),
                parent.path("port").asInt(0),
                rules);
    }

    private static Route.Rule rule(JsonNode rule, String field) {
        rule.fieldNames().forEachRemaining(name -> {
            if (!RULE_FIELDS.contains(name)) {
                throw beyond(field + '.' + name, rule.path(name));
            }
        });
        List<HeaderMatch> matches = new ArrayList<>();
        JsonNode written = rule.path("matches");
        for (int i = 0; i < written.size(); i++) {
            matches.add(match(written.get(i), field + ".matches[" + i + "]"));
        }
        return new Route.Rule(matches, new Split(weights(rule.path("backendRefs"), field + ".backendRefs")));
    }

    private static HeaderMatch match(JsonNode match, String field) {
        match.fieldNames().forEachRemaining(name -> {
            if (!name.equals("headers")) {
                throw beyond(field + '.' + name, match.path(name));
            }
        });
        JsonNode written = match.path("headers");
        Require.that(written.isArray() && !written.isEmpty(), field + ".headers", "must hold a header", "none");
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < written.size(); i++) {
            JsonNode header = written.get(i);
            String at = field + ".headers[" + i + "]";
            if (!header.path("type").asText("Exact").equals("Exact")) {
                throw beyond(at + ".type", header.path("type"));
            }
            // Without quotes YAML takes on and yes for true, and a mesh refuses them.
            boolean text = header.path("value").isTextual();
            Require.that(text, at + ".value", "must be a text", header.path("value"));
            headers.putIfAbsent(
                    name(header, at).toLowerCase(Locale.ROOT),
                    header.path("value").textValue());
        }
        return new HeaderMatch(headers);
    }

    private static Map<String, Integer> weights(JsonNode refs, String list) {
        Require.that(refs.isArray() && !refs.isEmpty(), list, "must name a backend", refs);
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (int i = 0; i < refs.size(); i++) {
            String field = list + "[" + i + "]";
            JsonNode ref = refs.get(i);
            String name = name(ref, field);
            if (ref.has("filters")) {
                throw beyond(field + ".filters", ref.path("filters"));
            }
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

    private static InvalidValue beyond(String field, JsonNode value) {
        return new InvalidValue(field, "is more than the embedded split can do", value);
    }
}
