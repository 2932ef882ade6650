package dev.faultline.load.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.load.split.Split;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A route of the Gateway API: rules, of which the one with several backends is steered. */
record RuleRoute() implements RouteObject {

    @Override
    public Map<String, Integer> weights(ObjectNode object) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        JsonNode refs = refs(object, steered(object));
        for (int i = 0; i < refs.size(); i++) {
            JsonNode ref = refs.path(i);
            String name = ref.path("name").asText();
            Require.that(!weights.containsKey(name), "backendRefs[" + i + "].name", "must be named once", name);
            weights.put(name, ref.path("weight").asInt(1));
        }
        return weights;
    }

    @Override
    public ObjectNode spec(ObjectNode object, Split wanted) {
        // A merge patch replaces lists whole; what else the rules hold is sent as it was read.
        ArrayNode rules = object.path("spec").path("rules").deepCopy();
        for (JsonNode ref : rules.path(steered(object)).path("backendRefs")) {
            ((ObjectNode) ref)
                    .put(
                            "weight",
                            Objects.requireNonNull(
                                    wanted.weights().get(ref.path("name").asText())));
        }
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.set("rules", rules);
        return spec;
    }

    @Override
    public Optional<Route> route(ObjectNode object) {
        ObjectNode plain = object.deepCopy();
        // The embedded split's reader knows one kind, and only what it can do itself; weights are the same everywhere.
        plain.put("kind", RouteKind.HTTPROUTE.kind());
        for (JsonNode rule : plain.path("spec").path("rules")) {
            ((ObjectNode) rule).retain("matches", "backendRefs");
            dropMatchesOfAll((ObjectNode) rule);
            for (JsonNode ref : rule.path("backendRefs")) {
                ((ObjectNode) ref).retain("name", "port", "weight");
            }
        }
        try {
            return Optional.of(RouteManifest.read(plain));
        } catch (InvalidValue beyond) {
            // Which requests it takes can't be told from their headers.
            return Optional.empty();
        }
    }

    /** The API server writes the default match of every path into rules that have none. */
    private static void dropMatchesOfAll(ObjectNode rule) {
        for (JsonNode match : rule.path("matches")) {
            JsonNode path = match.path("path");
            if (path.path("type").asText().equals("PathPrefix")
                    && path.path("value").asText().equals("/")) {
                ((ObjectNode) match).remove("path");
            }
            if (match.isEmpty()) {
                rule.remove("matches");
                return;
            }
        }
    }

    private static int steered(ObjectNode object) {
        JsonNode rules = object.path("spec").path("rules");
        int steered = -1;
        int splits = 0;
        for (int i = 0; i < rules.size(); i++) {
            if (refs(object, i).size() > 1) {
                steered = i;
                splits++;
            }
        }
        Require.that(
                splits == 1,
                "spec.rules",
                "must hold exactly one rule with several backends: its weights are what is steered",
                splits + " such rules");
        return steered;
    }

    private static JsonNode refs(ObjectNode object, int rule) {
        return object.path("spec").path("rules").path(rule).path("backendRefs");
    }
}
