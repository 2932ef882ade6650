package dev.faultline.load.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.Split;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
                written.size() > 1, "spec.backends", "must hold several: their weights are what is steered", written);
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
                            Objects.requireNonNull(
                                    wanted.weights().get(backend.path("service").asText())));
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
