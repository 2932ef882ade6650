package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads experiments from YAML, and so from JSON too. Values under {@code configuration} stand in for {@code ${name}}
 * anywhere else; callers may set them to something else. Threadsafe.
 */
public final class ExperimentReader {

    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_-]*)}");

    private final StrictReader yaml;

    /** Reads with a reader for YAML. */
    public ExperimentReader(StrictReader yaml) {
        this.yaml = yaml;
    }

    /**
     * Returns the experiment of the document.
     *
     * @param settings values to use instead of those under {@code configuration}, by name
     * @throws InvalidValue naming the field at fault
     */
    public Experiment read(byte[] document, Map<String, String> settings) {
        JsonNode tree = yaml.tree(document);
        if (!(tree instanceof ObjectNode root)) {
            throw new InvalidValue("", "must be an object", tree.getNodeType());
        }
        JsonNode given = root.remove("configuration");
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        if (given != null) {
            Require.that(given.isObject(), "configuration", "must be an object", given);
            configuration.setAll((ObjectNode) given);
        }
        settings.forEach((name, value) -> {
            Require.that(configuration.has(name), name, "must be a name under configuration", configuration);
            configuration.set(name, scalar(value));
        });
        fill(root, configuration);
        return yaml.convert(root, Experiment.class);
    }

    private JsonNode scalar(String value) {
        if (value.isBlank()) {
            return TextNode.valueOf(value);
        }
        JsonNode read = yaml.tree(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return read.isValueNode() ? read : TextNode.valueOf(value);
    }

    private static void fill(JsonNode node, ObjectNode configuration) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                JsonNode child = object.path(name);
                object.set(name, filled(child, configuration));
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, filled(array.path(i), configuration));
            }
        }
    }

    private static JsonNode filled(JsonNode node, ObjectNode configuration) {
        if (!node.isTextual()) {
            fill(node, configuration);
            return node;
        }
        Matcher place = PLACE.matcher(node.textValue());
        if (place.matches()) {
            // The whole value: a number stays a number.
            return value(place.group(1), configuration);
        }
        return TextNode.valueOf(place.replaceAll(found ->
                Matcher.quoteReplacement(value(found.group(1), configuration).asText())));
    }

    private static JsonNode value(String name, ObjectNode configuration) {
        JsonNode value = configuration.get(name);
        if (value == null || !value.isValueNode()) {
            throw new InvalidValue("configuration." + name, "must be given, since ${" + name + "} is used", "nothing");
        }
        return value;
    }
}
