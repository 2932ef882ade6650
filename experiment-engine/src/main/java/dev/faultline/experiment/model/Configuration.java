package dev.faultline.experiment.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.JsonTexts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that stand in for {@code ${name}} in a document. */
public final class Configuration {

    /** What a value may be called. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    /** What stands for a value. */
    public static final Pattern PLACE = Pattern.compile("\\$\\{(" + NAME.pattern() + ")}");

    private final ObjectNode values;

    public Configuration(ObjectNode values) {
        this.values = values;
    }

    /** Returns the same values but for one. */
    public Configuration with(String name, JsonNode value) {
        ObjectNode changed = values.deepCopy();
        changed.set(name, value);
        return new Configuration(changed);
    }

    /**
     * Returns the tree with all values filled in; the tree itself stays as it is.
     *
     * @throws InvalidValue naming a value that is used and not given
     */
    public JsonNode fill(JsonNode node) {
        return JsonTexts.replace(node, this::fill);
    }

    private JsonNode fill(String text) {
        Matcher place = PLACE.matcher(text);
        if (place.matches()) {
            // The whole value: a number stays a number.
            return value(place.group(1));
        }
        return TextNode.valueOf(place.replaceAll(
                found -> Matcher.quoteReplacement(value(found.group(1)).asText())));
    }

    private JsonNode value(String name) {
        JsonNode value = values.get(name);
        if (value == null || !value.isValueNode()) {
            throw new InvalidValue("configuration." + name, "must be given, since ${" + name + "} is used", "nothing");
        }
        return value;
    }
}
