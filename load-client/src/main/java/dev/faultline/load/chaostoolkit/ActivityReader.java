package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the actions and probes of one experiment. Confined to one thread. */
final class ActivityReader {

    private static final String PROVIDER = "provider";
    private static final String CONTROLS = "controls";
    private static final String REF = "ref";
    private static final String NAME = "name";
    private static final String TOLERANCE = "tolerance";
    private static final Set<String> KNOWN =
            Set.of("type", NAME, PROVIDER, "pauses", "background", TOLERANCE, CONTROLS, REF);

    private final StrictReader reader;
    private final Values values;
    private final Secrets secrets;
    private final Map<String, JsonNode> byName = new HashMap<>();

    private record Pauses(
            @Nullable JsonNode before, @Nullable JsonNode after) {}

    /**
     * Reads what belongs to one experiment.
     *
     * @param nameable those that a {@code ref} may mean; of several with one name the last
     */
    ActivityReader(StrictReader reader, Settings settings, List<JsonNode> nameable) {
        this.reader = reader;
        this.values = settings.values();
        this.secrets = settings.secrets();
        for (JsonNode activity : nameable) {
            if (activity.path(NAME).isTextual()) {
                byName.put(activity.path(NAME).textValue(), activity);
            }
        }
    }

    /**
     * Returns the activities of that list.
     *
     * @param judged whether each must have a tolerance; what is not judged has none
     */
    List<Activity> read(String field, JsonNode written, boolean judged) {
        Require.that(written.isMissingNode() || written.isArray(), field, "must be a list", written.getNodeType());
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            try {
                activities.add(activity(written.path(i), judged));
            } catch (InvalidValue e) {
                throw e.within(field + "[" + i + "]");
            }
        }
        return activities;
    }

    private Activity activity(JsonNode item, boolean judged) {
        Require.that(item.isObject(), "", "must be an object", item);
        JsonNode written = item.has(REF) ? referred(item) : item;
        refuse(written);
        String type = written.path("type").asText();
        Require.that(
                type.equals("action") || type.equals("probe"), "type", "must be action or probe", '"' + type + '"');
        String name = written.path(NAME).asText();
        Require.that(!name.isBlank(), NAME, "must be given", "nothing");
        Require.that(written.path(PROVIDER).isObject(), PROVIDER, "must be an object", written.path(PROVIDER));
        Tolerance tolerance = null;
        if (judged) {
            Require.that(written.has(TOLERANCE), TOLERANCE, "must be given", "nothing");
            tolerance = within(TOLERANCE, () -> new ToleranceReader(values).read(written.path(TOLERANCE)));
        }
        Provider provider = within(PROVIDER, () -> provider(written.path(PROVIDER)));
        Pauses pauses = written.has("pauses")
                ? within("pauses", () -> reader.convert(written.path("pauses"), Pauses.class))
                : new Pauses(null, null);
        return new Activity(
                written,
                type.equals("probe"),
                name,
                within(PROVIDER, () -> provider.call(values)),
                seconds("pauses.before", pauses.before()),
                seconds("pauses.after", pauses.after()),
                tolerance,
                secrets);
    }

    private JsonNode referred(JsonNode item) {
        String name = item.path(REF).asText();
        JsonNode found = byName.get(name);
        if (!(found instanceof ObjectNode meant)) {
            throw new InvalidValue(REF, "must be the name of an activity of the method or a probe", '"' + name + '"');
        }
        item.fieldNames()
                .forEachRemaining(field -> Require.that(
                        field.equals(REF) || field.equals(TOLERANCE),
                        field,
                        "can't be given beside a ref: what it refers to counts",
                        item.path(field)));
        ObjectNode whole = meant.deepCopy();
        if (item.has(TOLERANCE)) {
            whole.set(TOLERANCE, item.path(TOLERANCE));
        }
        return whole;
    }

    private static void refuse(JsonNode written) {
        Require.that(!written.has(REF), REF, "must name an activity that is no reference itself", written.path(REF));
        JsonNode background = written.path("background");
        Require.that(
                background.isMissingNode() || (background.isBoolean() && !background.booleanValue()),
                "background",
                "is not supported here: each activity ends before the next begins",
                background);
        ToolkitReader.refuseControls(written);
        written.fieldNames()
                .forEachRemaining(
                        field -> Require.that(KNOWN.contains(field), field, "is not known here", written.path(field)));
    }

    private Provider provider(JsonNode written) {
        String type = written.path("type").asText();
        Require.that(type.equals("http"), "type", "is not supported here: only http is", '"' + type + '"');
        return reader.convert(written, Provider.class);
    }

    private Duration seconds(String field, @Nullable JsonNode written) {
        if (written == null || written.isNull()) {
            return Duration.ZERO;
        }
        JsonNode value = values.fill(written);
        Require.that(value.isNumber(), field, "must be a number of seconds", value);
        Require.between(field, value.doubleValue(), 0, (double) Activity.LONGEST.toSeconds());
        return Duration.ofNanos(Math.round(value.doubleValue() * 1e9));
    }

    /** Reads what that field holds; complaints name the field too. */
    static <T> T within(String field, Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidValue e) {
            throw e.within(field);
        }
    }
}
