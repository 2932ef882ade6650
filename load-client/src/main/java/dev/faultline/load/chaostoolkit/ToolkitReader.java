package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.load.experiment.Heading;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads experiments of chaostoolkit in JSON or YAML. What it does not support, and what it does not know, it refuses:
 * nothing is passed over that the author may have meant. Threadsafe.
 */
public final class ToolkitReader {

    private static final String STEADY_STATE = "steady-state-hypothesis";
    private static final String METHOD = "method";
    private static final String ROLLBACKS = "rollbacks";
    private static final String PROBES = "probes";
    private static final String CONTROLS = "controls";
    private static final String RUNTIME = "runtime";

    /** What says something of the experiment and changes nothing of what is done. */
    private static final Set<String> WORDS = Set.of("version", "contributions", "extensions", "$schema");

    private static final Set<String> KNOWN = Set.of(
            "title",
            "description",
            "tags",
            "configuration",
            "secrets",
            STEADY_STATE,
            METHOD,
            ROLLBACKS,
            CONTROLS,
            RUNTIME);

    private final StrictReader yaml;

    /** When it is looked and when it is undone. */
    private record Strategies(
            @Nullable Part hypothesis, @Nullable Part rollbacks) {

        private record Part(@Nullable String strategy) {}

        Strategy strategy() {
            return ActivityReader.within("hypothesis.strategy", () -> Strategy.of(wanted(hypothesis)));
        }

        boolean always() {
            String wanted = wanted(rollbacks);
            Require.that(
                    wanted.equals("default") || wanted.equals("always"),
                    "rollbacks.strategy",
                    "must be default or always: what was begun is always rolled back here",
                    '"' + wanted + '"');
            return wanted.equals("always");
        }

        private static String wanted(@Nullable Part part) {
            return part == null || part.strategy() == null ? "default" : part.strategy();
        }
    }

    /** Reads with a reader for YAML. */
    public ToolkitReader(StrictReader yaml) {
        this.yaml = yaml;
    }

    /** Returns whether the document is meant to be an experiment of chaostoolkit, right or wrong. */
    public boolean recognises(byte[] document) {
        JsonNode tree;
        try {
            tree = yaml.tree(document);
        } catch (InvalidValue e) {
            // What is broken is nobody's; the reader that is asked next says where.
            return false;
        }
        if (tree.has(STEADY_STATE) || tree.has(ROLLBACKS)) {
            return true;
        }
        for (JsonNode item : tree.path(METHOD)) {
            if (item.has("provider") || item.has("ref") || item.path("type").isTextual()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the experiment of the document.
     *
     * @param settings values to use instead of those under {@code configuration}, by name
     * @param environment the value of a variable that may be read, null if there is none
     * @throws InvalidValue naming the field at fault
     */
    public ToolkitExperiment read(
            byte[] document, Map<String, String> settings, Function<String, @Nullable String> environment) {
        if (!(yaml.tree(document) instanceof ObjectNode written)) {
            throw new InvalidValue("", "must be an object", "something else");
        }
        written.fieldNames()
                .forEachRemaining(name -> Require.that(
                        KNOWN.contains(name) || WORDS.contains(name),
                        name,
                        "is not known in an experiment of chaostoolkit",
                        written.path(name)));
        refuseControls(written);
        Require.that(written.path(METHOD).isArray(), METHOD, "must be a list", written.path(METHOD));
        Settings lookedUp = Settings.of(written, scalars(settings), environment);
        JsonNode steadyState = written.path(STEADY_STATE);
        ActivityReader activities =
                new ActivityReader(yaml, lookedUp, all(written.path(METHOD), steadyState.path(PROBES)));
        Strategies strategies = ActivityReader.within(RUNTIME, () -> strategies(written));
        return new ToolkitExperiment(
                kept(written, lookedUp),
                heading(written, lookedUp.values()),
                steadyState.isMissingNode() ? null : steadyState(steadyState, activities),
                activities.read(METHOD, written.path(METHOD), false),
                activities.read(ROLLBACKS, written.path(ROLLBACKS), false),
                ActivityReader.within(RUNTIME, strategies::strategy),
                ActivityReader.within(RUNTIME, strategies::always));
    }

    private Strategies strategies(ObjectNode written) {
        return written.has(RUNTIME)
                ? yaml.convert(written.path(RUNTIME), Strategies.class)
                : new Strategies(null, null);
    }

    private Heading heading(ObjectNode written, Values values) {
        ObjectNode heading = written.deepCopy().retain(List.of("title", "description", "tags"));
        if (heading.path("title").isTextual()) {
            String title = values.fill(heading.path("title")).asText();
            // chaostoolkit takes more than a line; what it means is all in one.
            heading.put("title", title.strip().replaceAll("\\s+", " "));
        }
        return yaml.convert(heading, Heading.class);
    }

    /** A hypothesis without probes is none: nothing is judged. */
    private static @Nullable SteadyState steadyState(JsonNode written, ActivityReader activities) {
        Require.that(written.isObject(), STEADY_STATE, "must be an object", written);
        try {
            refuseControls(written);
            written.fieldNames()
                    .forEachRemaining(name -> Require.that(
                            Set.of("title", PROBES, CONTROLS).contains(name),
                            name,
                            "is not known here",
                            written.path(name)));
            List<Activity> probes = activities.read(PROBES, written.path(PROBES), true);
            SteadyState whole = new SteadyState(written.path("title").asText(), probes);
            return probes.isEmpty() ? null : whole;
        } catch (InvalidValue e) {
            throw e.within(STEADY_STATE);
        }
    }

    /** Controls are code of Python that may do anything; a list of none is none. */
    static void refuseControls(JsonNode written) {
        JsonNode controls = written.path(CONTROLS);
        Require.that(controls.isEmpty(), CONTROLS, "are not supported here: they are Python", controls);
    }

    private static ObjectNode kept(ObjectNode written, Settings lookedUp) {
        ObjectNode kept = written.deepCopy();
        if (!lookedUp.configuration().isEmpty()) {
            kept.set("configuration", lookedUp.configuration());
        }
        return kept;
    }

    private static List<JsonNode> all(JsonNode first, JsonNode second) {
        List<JsonNode> all = new ArrayList<>();
        first.forEach(all::add);
        second.forEach(all::add);
        return all;
    }

    private Map<String, JsonNode> scalars(Map<String, String> settings) {
        Map<String, JsonNode> scalars = new LinkedHashMap<>();
        settings.forEach((name, value) -> scalars.put(name, scalar(value)));
        return scalars;
    }

    private JsonNode scalar(String value) {
        if (value.isBlank()) {
            return TextNode.valueOf(value);
        }
        JsonNode read = yaml.tree(value.getBytes(StandardCharsets.UTF_8));
        return read.isValueNode() ? read : TextNode.valueOf(value);
    }
}
