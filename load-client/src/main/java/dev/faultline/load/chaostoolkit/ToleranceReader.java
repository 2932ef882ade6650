package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tolerances. Immutable. */
final class ToleranceReader {

    private final Values values;

    ToleranceReader(Values values) {
        this.values = values;
    }

    /**
     * Returns the tolerance that is written so.
     *
     * @throws InvalidValue naming the field at fault
     */
    Tolerance read(JsonNode written) {
        if (written.isTextual()) {
            return new EqualTolerance(values.fill(written));
        }
        if (written.isBoolean() || written.isIntegralNumber()) {
            return new EqualTolerance(written);
        }
        if (written.isArray()) {
            Require.that(!written.isEmpty(), "", "must hold a value", "none");
            List<JsonNode> all = new ArrayList<>();
            written.forEach(all::add);
            return new AmongTolerance(List.copyOf(all));
        }
        Require.that(
                written.isObject(), "", "must be true, false, a whole number, a text, a list or an object", written);
        String type = written.path("type").asText();
        return switch (type) {
            case "range" -> range(written);
            case "regex" -> regex(written);
            case "jsonpath" -> jsonPath(written);
            default ->
                throw new InvalidValue(
                        "type", "is not supported here: only range, regex and jsonpath are", '"' + type + '"');
        };
    }

    private static Tolerance range(JsonNode written) {
        known(written, Set.of("type", "range", "target"));
        JsonNode range = written.path("range");
        boolean numbers =
                range.size() == 2 && range.path(0).isNumber() && range.path(1).isNumber();
        Require.that(range.isArray() && numbers, "range", "must be a list of two numbers", range);
        return new RangeTolerance(
                target(written), range.path(0).decimalValue(), range.path(1).decimalValue());
    }

    private Tolerance regex(JsonNode written) {
        known(written, Set.of("type", "pattern", "target"));
        return RegexTolerance.of(target(written), text(written, "pattern"));
    }

    private Tolerance jsonPath(JsonNode written) {
        known(written, Set.of("type", "path", "target", "count", "expect"));
        @Nullable JsonNode count = written.get("count");
        Require.that(
                count == null || (count.isInt() && count.intValue() >= 0),
                "count",
                "must be a whole number from 0 on",
                String.valueOf(count));
        @Nullable JsonNode expect = written.get("expect");
        return new JsonPathTolerance(
                target(written),
                JsonPath.of(text(written, "path")),
                count == null ? null : count.intValue(),
                expect == null ? null : values.fill(expect));
    }

    private String text(JsonNode written, String field) {
        JsonNode text = values.fill(written.path(field));
        Require.that(text.isTextual() && !text.textValue().isBlank(), field, "must be a text", text);
        return text.textValue();
    }

    private static String target(JsonNode written) {
        JsonNode target = written.path("target");
        Require.that(target.isTextual() || target.isMissingNode(), "target", "must be a text", target);
        return target.asText();
    }

    private static void known(JsonNode written, Set<String> fields) {
        written.fieldNames()
                .forEachRemaining(
                        field -> Require.that(fields.contains(field), field, "is not known here", written.path(field)));
    }
}
