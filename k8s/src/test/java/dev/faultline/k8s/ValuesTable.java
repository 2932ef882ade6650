package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of values in the chart's README, in the style of helm-docs: a row for each key with a comment {@code # --},
 * in the order of the file. Every value must lie under such a key.
 */
final class ValuesTable {

    private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z][\\w.]*):.*");
    private static final Pattern COMMENT = Pattern.compile("^ *# -- (.*)$");

    private final JsonNode values;
    private final Map<String, String> comments = new LinkedHashMap<>();
    private final List<String> undocumented = new ArrayList<>();

    ValuesTable(String yaml) {
        values = Manifests.tree(yaml);
        readComments(yaml);
        findUndocumented("", values);
    }

    /** Returns the values that no comment speaks of. */
    List<String> undocumented() {
        return List.copyOf(undocumented);
    }

    /** Returns the table in Markdown. */
    String markdown() {
        StringBuilder table =
                new StringBuilder("| Key | Type | Default | Description |\n|-----|------|---------|-------------|\n");
        comments.forEach((key, comment) -> {
            JsonNode value = at(key);
            table.append("| %s | %s | `%s` | %s |\n"
                    .formatted(key, type(value), value.isNull() ? "nil" : value, comment.replace("|", "\\|")));
        });
        return table.toString();
    }

    private void readComments(String yaml) {
        Deque<String> path = new ArrayDeque<>();
        Deque<Integer> indents = new ArrayDeque<>();
        String comment = "";
        for (String line : yaml.split("\n", -1)) {
            Matcher said = COMMENT.matcher(line);
            Matcher key = KEY.matcher(line);
            if (said.matches()) {
                comment = said.group(1);
            } else if (key.matches()) {
                int indent = key.group(1).length();
                while (!indents.isEmpty() && indents.getLast() >= indent) {
                    indents.removeLast();
                    path.removeLast();
                }
                indents.addLast(indent);
                path.addLast(key.group(2));
                if (!comment.equals("")) {
                    comments.put(String.join(".", path), comment);
                    comment = "";
                }
            }
        }
    }

    private void findUndocumented(String at, JsonNode value) {
        if (comments.containsKey(at)) {
            return;
        }
        if (value.isObject() && !value.isEmpty()) {
            value.properties()
                    .forEach(field -> findUndocumented(
                            at.equals("") ? field.getKey() : at + "." + field.getKey(), field.getValue()));
        } else {
            undocumented.add(at);
        }
    }

    private JsonNode at(String key) {
        return values.at("/" + key.replace('.', '/'));
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "list";
            case OBJECT -> "object";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int" : "float";
            case NULL -> "object or string";
            default -> "string";
        };
    }
}
