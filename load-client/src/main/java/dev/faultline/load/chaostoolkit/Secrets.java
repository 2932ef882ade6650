package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The values that are never written down. Where an answer repeats one, also in the spelling of a form or of JSON,
 * {@value #HIDDEN} stands instead. Other spellings, such as Base64, are not known here. Immutable.
 */
final class Secrets {

    /** What stands instead. */
    static final String HIDDEN = "***";

    /** Longest first: one may hold another. */
    private final List<String> spellings;

    /** Hides these; an empty one is none. */
    Secrets(Collection<String> values) {
        this.spellings = values.stream()
                .flatMap(value -> Stream.of(
                        value,
                        URLEncoder.encode(value, StandardCharsets.UTF_8),
                        new String(JsonStringEncoder.getInstance().quoteAsString(value))))
                .filter(spelling -> !spelling.isEmpty())
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** Returns the text without them. */
    String hide(String text) {
        String hidden = text;
        for (String spelling : spellings) {
            hidden = hidden.replace(spelling, HIDDEN);
        }
        return hidden;
    }

    /** Returns the tree without them, in texts, names of fields and whole numbers; the tree itself stays as it is. */
    JsonNode hide(JsonNode tree) {
        if (spellings.isEmpty()) {
            return tree;
        }
        if (tree.isObject()) {
            ObjectNode hidden = JsonNodeFactory.instance.objectNode();
            tree.properties().forEach(field -> hidden.set(hide(field.getKey()), hide(field.getValue())));
            return hidden;
        }
        if (tree.isArray()) {
            ArrayNode hidden = JsonNodeFactory.instance.arrayNode();
            tree.forEach(element -> hidden.add(hide(element)));
            return hidden;
        }
        boolean secret = tree.isTextual() || (tree.isNumber() && spellings.contains(tree.asText()));
        return secret ? TextNode.valueOf(hide(tree.asText())) : tree;
    }
}
