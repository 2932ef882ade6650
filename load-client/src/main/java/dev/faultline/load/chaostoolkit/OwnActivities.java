package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What our own steps are in chaostoolkit's words: calls of the APIs that do the same. */
final class OwnActivities {

    private static final String LOAD_CLIENT = "${load_client}";
    private static final String INJECTOR = "${injector}";

    private OwnActivities() {}

    /** Returns where the APIs are, for whoever wants to make the calls: the ports of {@code ./demo}. */
    static ObjectNode configuration() {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        variable(configuration, "load_client", "http://localhost:8080");
        variable(configuration, "injector", "http://localhost:9002");
        variable(configuration, "kubernetes", "http://localhost:8001");
        return configuration;
    }

    private static void variable(ObjectNode configuration, String name, String otherwise) {
        configuration
                .putObject(name)
                .put("type", "env")
                .put("key", "FAULTLINE_" + name.toUpperCase(java.util.Locale.ROOT))
                .put("default", otherwise);
    }

    /** Returns the activity that does what the step does. */
    static ObjectNode of(JsonNode step) {
        Map.Entry<String, JsonNode> only = step.properties().iterator().next();
        JsonNode value = only.getValue();
        return switch (only.getKey()) {
            case "split" -> action("split", put(LOAD_CLIENT + "/api/split", weights(value)));
            case "faults" -> action("faults", faults(value));
            case "load" -> action("load", provider("PATCH", LOAD_CLIENT + "/api/load", value));
            case "chaos" -> action("chaos", provider("POST", "${kubernetes}/apis", value));
            case "http" -> http(value);
            case "hold" -> hold(step);
            case "check" -> slo("check " + value, texts(value)).put("tolerance", 200);
            default -> action(only.getKey(), put(LOAD_CLIENT + "/api/experiments", step));
        };
    }

    /** Returns the probe of a threshold; its answer is 200 if that is met. */
    static ObjectNode threshold(String threshold) {
        return slo(threshold, List.of(threshold)).put("tolerance", 200);
    }

    /** Returns what undoes something: the end of the experiment does. */
    static ObjectNode undo(String what, String id) {
        return action(what, provider("DELETE", LOAD_CLIENT + "/api/experiments/" + id, null));
    }

    /** Returns how long the step lasts by its plan; zero too if a sweep has yet to fill that in. */
    private static Duration planned(JsonNode step) {
        JsonNode hold = step.path("hold");
        try {
            return hold.isTextual() ? Durations.parse("hold", hold.textValue()) : Duration.ZERO;
        } catch (InvalidValue e) {
            return Duration.ZERO;
        }
    }

    private static ObjectNode hold(JsonNode step) {
        ObjectNode probe = slo("hold " + step.path("hold").asText(), List.of());
        probe.putObject("pauses").put("before", planned(step).toNanos() / 1e9);
        return probe;
    }

    private static ObjectNode slo(String name, List<String> thresholds) {
        List<String> query = new ArrayList<>();
        thresholds.forEach(each -> query.add("threshold=" + URLEncoder.encode(each, StandardCharsets.UTF_8)));
        String asked = query.isEmpty() ? "" : "?" + String.join("&", query);
        return activity("probe", name, provider("GET", LOAD_CLIENT + "/api/slo" + asked, null));
    }

    private static List<String> texts(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    private static ObjectNode http(JsonNode value) {
        String method = value.path("method").asText("GET");
        ObjectNode provider = provider(method, value.path("url").asText(), value.get("body"));
        if (value.path("headers").isObject()) {
            provider.set("headers", value.path("headers"));
        }
        return action("http " + method + " " + value.path("url").asText(), provider);
    }

    private static ObjectNode faults(JsonNode value) {
        if (value.isTextual()) {
            ObjectNode form = provider("PUT", INJECTOR + "/api/faults", null);
            return form.put("arguments", value.textValue().trim().replaceAll("\\s+", "&"));
        }
        return value.path("preset").isTextual()
                ? provider(
                        "PUT",
                        INJECTOR + "/api/faults/presets/" + value.path("preset").textValue(),
                        null)
                : put(INJECTOR + "/api/faults", value);
    }

    private static JsonNode weights(JsonNode shares) {
        return JsonNodeFactory.instance.objectNode().set("weights", shares);
    }

    private static ObjectNode action(String name, ObjectNode provider) {
        return activity("action", name, provider);
    }

    private static ObjectNode activity(String type, String name, ObjectNode provider) {
        ObjectNode activity =
                JsonNodeFactory.instance.objectNode().put("type", type).put("name", name);
        return activity.set("provider", provider);
    }

    private static ObjectNode put(String url, JsonNode arguments) {
        return provider("PUT", url, arguments);
    }

    private static ObjectNode provider(
            String method, String url, @org.jspecify.annotations.Nullable JsonNode arguments) {
        ObjectNode provider = JsonNodeFactory.instance
                .objectNode()
                .put("type", "http")
                .put("method", method)
                .put("url", url);
        if (arguments != null) {
            provider.putObject("headers").put("Content-Type", "application/json");
            provider.set("arguments", arguments);
        }
        return provider;
    }
}
