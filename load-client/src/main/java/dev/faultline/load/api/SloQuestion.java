package dev.faultline.load.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.UnknownName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a probe asks.
 *
 * @param window for thresholds that name none; null if it is not given
 * @param thresholds none for those that are configured
 */
record SloQuestion(@Nullable String window, List<String> thresholds) {

    private static final String THRESHOLD = "threshold";
    private static final String WINDOW = "window";
    private static final String METADATA = "metadata";
    private static final List<String> OURS = List.of(THRESHOLD, WINDOW);

    SloQuestion {
        thresholds = List.copyOf(thresholds);
    }

    /**
     * Returns the question with what the body of a webhook asks besides, in its metadata. Whatever else it holds is the
     * caller's own business, unless it is so much like a name of ours that it is meant for one.
     *
     * @throws InvalidValue naming the field of the body
     */
    SloQuestion with(JsonNode body) {
        Require.that(body.isObject(), "", "must be an object", kind(body));
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!field.getKey().equals(METADATA)) {
                meant(field.getKey(), OURS)
                        .map(name -> METADATA + "." + name)
                        .or(() -> meant(field.getKey(), List.of(METADATA)))
                        .ifPresent(name -> refuse(field.getKey(), name, field.getValue()));
            }
        }
        JsonNode metadata = body.path(METADATA);
        Require.that(
                metadata.isObject() || metadata.isNull() || metadata.isMissingNode(),
                METADATA,
                "must be an object",
                metadata);
        return withMetadata(metadata);
    }

    private SloQuestion withMetadata(JsonNode metadata) {
        @Nullable String wanted = window;
        List<String> all = new ArrayList<>(thresholds);
        for (Map.Entry<String, JsonNode> field : metadata.properties()) {
            String name = field.getKey();
            String path = METADATA + "." + name;
            if (name.equals(THRESHOLD) || name.startsWith(THRESHOLD + ".")) {
                all.add(text(path, field.getValue()));
            } else if (name.equals(WINDOW)) {
                Require.that(window == null, path, "must not be given besides that of the query", field.getValue());
                wanted = text(path, field.getValue());
            } else {
                meant(name, OURS).ifPresent(ours -> refuse(path, METADATA + "." + ours, field.getValue()));
            }
        }
        return new SloQuestion(wanted, all);
    }

    /** Of numbered names, such as {@code threshold.1}, the part before the number counts. */
    private static Optional<String> meant(String name, List<String> known) {
        int dot = name.indexOf('.');
        return UnknownName.nearest((dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT), known);
    }

    private static void refuse(String path, String meant, JsonNode value) {
        throw new InvalidValue(path, "is not known here; did you mean " + meant + "?", value);
    }

    private static String text(String path, JsonNode value) {
        Require.that(value.isTextual(), path, "must be a text", value);
        return value.textValue();
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
