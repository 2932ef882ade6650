package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.JsonTexts;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ${name}} stands for, by the rules of Python's {@code string.Template} as chaostoolkit uses it: also
 * {@code $name}; {@code $$} is a dollar; a name without a value stays as it is; a text that is nothing but
 * {@code ${name}} becomes the value in its own type. Immutable.
 */
final class Values {

    private static final String NAME = "[_a-zA-Z][_a-zA-Z0-9]*";
    private static final Pattern PLACE = Pattern.compile("\\$(?:(\\$)|(" + NAME + ")|\\{(" + NAME + ")})");

    private final Map<String, JsonNode> values;

    Values(Map<String, JsonNode> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Returns the tree with values in all its texts, but for the names of fields; the tree itself stays as it is.
     *
     * @throws InvalidValue if a list or an object is to stand within a text
     */
    JsonNode fill(JsonNode node) {
        return JsonTexts.replace(node, this::fill);
    }

    /** Returns the text with values in it. */
    JsonNode fill(String text) {
        Matcher place = PLACE.matcher(text);
        if (place.matches() && place.group(3) != null) {
            return values.getOrDefault(place.group(3), TextNode.valueOf(text));
        }
        return TextNode.valueOf(place.replaceAll(found -> Matcher.quoteReplacement(within(found.group(), found))));
    }

    private String within(String place, java.util.regex.MatchResult found) {
        if (found.group(1) != null) {
            return "$";
        }
        String name = found.group(2) == null ? found.group(3) : found.group(2);
        JsonNode value = values.get(name);
        if (value == null) {
            return place;
        }
        if (value.isContainerNode()) {
            throw new InvalidValue("configuration." + name, "must be a plain value to stand within a text", value);
        }
        return plain(value);
    }

    /** Returns a value as Python writes it into a text. */
    static String plain(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        return value.isNull() ? "None" : value.asText();
    }
}
