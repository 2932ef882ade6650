package dev.faultline.platform.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/** Replaces the texts of a document. */
public final class JsonTexts {

    private JsonTexts() {}

    /** Returns the tree with each text replaced by what it stands for, but for the names of fields; the tree stays as it is. */
    public static JsonNode replace(JsonNode tree, Function<String, JsonNode> replacement) {
        if (tree.isObject()) {
            ObjectNode replaced = JsonNodeFactory.instance.objectNode();
            tree.properties().forEach(field -> replaced.set(field.getKey(), replace(field.getValue(), replacement)));
            return replaced;
        }
        if (tree.isArray()) {
            ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
            tree.forEach(element -> replaced.add(replace(element, replacement)));
            return replaced;
        }
        return tree.isTextual() ? replacement.apply(tree.textValue()) : tree;
    }
}
