package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.InvalidValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path into a JSON value: {@code $}, then any of {@code .name}, {@code ["any name"]}, {@code [0]}, {@code [-1]},
 * {@code .*} and {@code [*]}. The rest of what JSON paths can say is refused. Immutable.
 */
record JsonPath(String text, List<Step> steps) {

    private static final Pattern STEP = Pattern.compile("\\.(?<name>[_A-Za-z][_A-Za-z0-9]*)"
            + "|\\[\"(?<quoted>[^\"\\\\]*)\"]|\\[(?<index>-?\\d{1,9})]|(?<all>\\.\\*|\\[\\*])");

    /** One step from values to those within them. */
    sealed interface Step {
        /** Adds what the step leads to. */
        void from(JsonNode value, List<JsonNode> found);
    }

    private record Field(String name) implements Step {
        @Override
        public void from(JsonNode value, List<JsonNode> found) {
            if (value.has(name)) {
                found.add(value.path(name));
            }
        }
    }

    private record Index(int index) implements Step {
        @Override
        public void from(JsonNode value, List<JsonNode> found) {
            int at = index < 0 ? value.size() + index : index;
            if (value.isArray() && value.has(at)) {
                found.add(value.path(at));
            }
        }
    }

    private record All() implements Step {
        @Override
        public void from(JsonNode value, List<JsonNode> found) {
            value.forEach(found::add);
        }
    }

    /**
     * Reads a path.
     *
     * @throws InvalidValue if it says more than is supported
     */
    static JsonPath of(String written) {
        String text = written.strip();
        List<Step> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        int at = 1;
        while (at < text.length() && step.find(at) && step.start() == at) {
            steps.add(step(step));
            at = step.end();
        }
        if (!text.startsWith("$") || at < text.length()) {
            throw new InvalidValue(
                    "path",
                    "must be $ and then .name, [\"name\"], [0], .* or [*]: more of JSON paths is not supported here",
                    '"' + written + '"');
        }
        return new JsonPath(text, List.copyOf(steps));
    }

    private static Step step(Matcher step) {
        if (step.group("all") != null) {
            return new All();
        }
        if (step.group("index") != null) {
            return new Index(Integer.parseInt(step.group("index")));
        }
        return new Field(step.group("name") == null ? step.group("quoted") : step.group("name"));
    }

    /** Returns what it leads to, in the order of the document. */
    List<JsonNode> of(JsonNode root) {
        List<JsonNode> values = List.of(root);
        for (Step step : steps) {
            List<JsonNode> found = new ArrayList<>();
            values.forEach(value -> step.from(value, found));
            values = found;
        }
        return values;
    }
}
