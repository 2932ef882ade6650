package dev.faultline.mesh.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.load.split.Split;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How a kind of object writes down its weights. Pure and stateless. */
sealed interface RouteObject {

    /**
     * Returns the weights that are steered as they are written, which may all be zero.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if it has none that could be
     */
    Map<String, Integer> weights(ObjectNode object);

    /**
     * Returns the weights that are steered.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if it has none that could be, or a mesh would misread them
     */
    default Split split(ObjectNode object) {
        return new Split(weights(object));
    }

    /** Returns the part of {@code spec} to send, as a merge patch, so that the object has these weights. */
    ObjectNode spec(ObjectNode object, Split wanted);

    /** Returns which requests its rules take, as far as that is known from requests' headers alone. */
    Optional<Route> route(ObjectNode object);

    /** A route of the Gateway API: rules, of which the one with several backends is steered. */
    record GatewayRoute() implements RouteObject {

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
            // The embedded split's reader knows one kind, and only what it can do itself; weights are the same
            // everywhere.
            plain.put("kind", RouteRef.Kind.HTTPROUTE.kind());
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

    /** A TrafficSplit: one list of backends. Weights may be written as quantities, such as {@code 500m}. */
    record SmiSplit() implements RouteObject {

        /** Quantities are told down to thousandths. */
        private static final int MILLI = 3;

        @Override
        public Map<String, Integer> weights(ObjectNode object) {
            Map<String, BigDecimal> written = new LinkedHashMap<>();
            for (JsonNode backend : object.path("spec").path("backends")) {
                String name = backend.path("service").asText();
                Require.that(!written.containsKey(name), "spec.backends", "must name a service once", name);
                written.put(name, weight(name, backend.path("weight")));
            }
            Require.that(
                    written.size() > 1,
                    "spec.backends",
                    "must hold several: their weights are what is steered",
                    written);
            boolean whole = written.values().stream()
                    .allMatch(weight -> weight.stripTrailingZeros().scale() <= 0);
            Map<String, Integer> weights = new LinkedHashMap<>();
            written.forEach((name, weight) -> weights.put(name, whole(name, weight, whole ? 0 : MILLI)));
            return weights;
        }

        @Override
        public ObjectNode spec(ObjectNode object, Split wanted) {
            ArrayNode backends = object.path("spec").path("backends").deepCopy();
            for (JsonNode backend : backends) {
                ((ObjectNode) backend)
                        .put(
                                "weight",
                                Objects.requireNonNull(wanted.weights()
                                        .get(backend.path("service").asText())));
            }
            ObjectNode spec = JsonNodeFactory.instance.objectNode();
            spec.set("backends", backends);
            return spec;
        }

        @Override
        public Optional<Route> route(ObjectNode object) {
            // It has no ports: it holds for all of the Service.
            String service = object.path("spec").path("service").asText();
            String name = object.path("metadata").path("name").asText();
            return Optional.of(new Route(name, service.replaceAll("\\..*", ""), 0, split(object)));
        }

        private static BigDecimal weight(String name, JsonNode written) {
            String text = written.asText();
            try {
                return text.endsWith("m")
                        ? new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(MILLI)
                        : new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw new InvalidValue("weights." + name, "must be a number or a quantity such as 500m", written, e);
            }
        }

        private static int whole(String name, BigDecimal weight, int scale) {
            try {
                return weight.movePointRight(scale).intValueExact();
            } catch (ArithmeticException e) {
                throw new InvalidValue("weights." + name, "must be a number of at most three decimals", weight, e);
            }
        }
    }
}
