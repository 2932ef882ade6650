package dev.faultline.load.fortio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a run: from the query, and from JSON, in which a number may be a number or a text. The query has
 * priority; the headers of both add up. Unlike fortio's, a value that can't be read is refused and not taken for 0.
 */
public final class Parameters {

    /** What has an effect. */
    private static final Set<String> KNOWN = Set.of(
            "url", "qps", "c", "t", "n", "async", "X", "payload", "headers", "H", "timeout", "labels", "p", "h2");

    /** What may be asked for but is so, or makes no difference, whatever is asked. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("save", "uniform", "nocatchup", "stdclient", "log-errors", "sequential-warmup", "r", "jsonPath");

    /** What must be left as it is. */
    private static final Map<String, Set<String>> ONLY =
            Map.of("runner", Set.of("http"), "jitter", Set.of("off"), "https-insecure", Set.of("off"));

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,12}(\\.\\d{1,9})?");
    private static final Set<String> YES = Set.of("on", "true");
    private static final Set<String> NO = Set.of("off", "false");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Takes the parameters.
     *
     * @param json an object, or missing
     * @throws InvalidValue for one that is not known or not supported
     */
    public Parameters(Map<String, List<String>> query, JsonNode json) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            known(entry.getKey(), entry.getValue());
            values.put(entry.getKey(), texts(entry.getKey(), entry.getValue()));
        }
        query.forEach((name, given) -> {
            known(name, given);
            List<String> texts = given.stream().filter(text -> !text.isEmpty()).toList();
            if (name.equals("headers") || name.equals("H")) {
                values.computeIfAbsent(name, each -> new ArrayList<>()).addAll(texts);
            } else if (!texts.isEmpty()) {
                values.put(name, texts);
            }
        });
        values.values().removeIf(List::isEmpty);
        values.forEach(Parameters::asItIs);
    }

    /**
     * Returns the object at a path such as {@code .metadata}; the document itself at {@code .} or nothing.
     *
     * @throws InvalidValue if there is none
     */
    public static JsonNode at(JsonNode document, @Nullable String jsonPath) {
        JsonNode found = document;
        for (String name : (jsonPath == null ? "" : jsonPath).split("\\.", -1)) {
            found = name.isEmpty() ? found : found.path(name);
        }
        Require.that(
                found.isObject(),
                jsonPath == null ? "" : "jsonPath",
                jsonPath == null ? "must be an object" : "must lead to an object",
                jsonPath == null ? found.getNodeType().name().toLowerCase(Locale.ROOT) : '"' + jsonPath + '"');
        return found;
    }

    /** Returns the text of that name, null if it is not given. */
    @Nullable
    String text(String name) {
        List<String> given = values.get(name);
        if (given == null) {
            return null;
        }
        Require.that(given.size() == 1, name, "must be given once", given);
        return given.get(0);
    }

    /** Returns the number of that name. */
    double number(String name, double otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        Require.matching(name, text.trim(), NUMBER, "must be a number such as 50 or 0.5");
        return Double.parseDouble(text.trim());
    }

    /** Returns the whole number of that name. */
    int whole(String name, int otherwise, int most) {
        double number = number(name, otherwise);
        Require.that(
                number == Math.rint(number) && number >= 1 && number <= most,
                name,
                "must be a whole number from 1 to " + most,
                Require.plain(number));
        return (int) number;
    }

    /** Returns whether that is switched on. */
    public boolean on(String name) {
        String text = text(name);
        Require.that(
                text == null || YES.contains(text) || NO.contains(text), name, "must be on or off", '"' + text + '"');
        return text != null && YES.contains(text);
    }

    /** Returns all headers, each as {@code Name: value}. */
    List<String> headers() {
        List<String> headers = new ArrayList<>(values.getOrDefault("headers", List.of()));
        headers.addAll(values.getOrDefault("H", List.of()));
        return headers;
    }

    private static List<String> texts(String name, JsonNode node) {
        if (node instanceof ArrayNode array && name.equals("headers")) {
            List<String> texts = new ArrayList<>();
            array.forEach(each -> texts.addAll(texts("headers", each)));
            return texts;
        }
        if (node.isNull()) {
            return new ArrayList<>();
        }
        Require.that(node.isValueNode(), name, "must be a text, a number, true or false", node);
        return new ArrayList<>(node.asText().isEmpty() ? List.of() : List.of(node.asText()));
    }

    private static void known(String name, Object given) {
        if (!KNOWN.contains(name) && !WITHOUT_EFFECT.contains(name) && !ONLY.containsKey(name)) {
            throw new InvalidValue(
                    name,
                    "is not supported; what is: " + String.join(", ", new TreeSet<>(KNOWN))
                            + " (and ?jsonPath=.metadata for what lies deeper)",
                    given);
        }
    }

    private static void asItIs(String name, List<String> given) {
        Set<String> only = ONLY.get(name);
        if (only != null) {
            Require.that(only.containsAll(given), name, "must be " + String.join(" or ", only) + " here", given);
        }
    }
}
