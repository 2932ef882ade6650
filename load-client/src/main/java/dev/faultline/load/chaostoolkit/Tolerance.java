package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** What the output of a probe must be, in chaostoolkit's meaning; where that would crash, it is not met. Immutable. */
sealed interface Tolerance permits AmongTolerance, EqualTolerance, JsonPathTolerance, RangeTolerance, RegexTolerance {

    /** Two numbers are the same whatever their type. */
    Comparator<JsonNode> SCALARS = (first, second) -> {
        if (first.isNumber() && second.isNumber()) {
            return first.decimalValue().compareTo(second.decimalValue());
        }
        return first.equals(second) ? 0 : 1;
    };

    /** Returns whether the output is within. */
    boolean met(JsonNode output);

    /** Returns whether two values are the same. */
    static boolean same(JsonNode first, JsonNode second) {
        return first.equals(SCALARS, second);
    }

    /** Returns the status of an answer, or the value itself if it is none. */
    static JsonNode status(JsonNode output) {
        return output.has("status") ? output.path("status") : output;
    }

    /** Returns the part of an answer that is looked at, or all of it if there is no such part. */
    static JsonNode part(JsonNode output, String target) {
        return !target.isEmpty() && output.has(target) ? output.path(target) : output;
    }
}
