package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path leads to something; with a count to so many values; with an expectation to exactly those, and the count does
 * not matter.
 *
 * @param target the part of the answer to look at; empty for all of it. A text is read as JSON if it is that
 * @param expect all the values in order, or the only one; null if any will do
 */
record JsonPathTolerance(
        String target,
        JsonPath path,
        @Nullable Integer count,
        @Nullable JsonNode expect) implements Tolerance {

    @Override
    public boolean met(JsonNode output) {
        JsonNode value = Tolerance.part(output, target);
        List<JsonNode> found = path.of(value.isTextual() ? HttpAnswer.parsed(value.textValue()) : value);
        if (expect != null) {
            return expect.isArray()
                    ? sameAll(found, expect)
                    : found.size() == 1 && Tolerance.same(found.get(0), expect);
        }
        return count == null ? !found.isEmpty() : found.size() == count;
    }

    private static boolean sameAll(List<JsonNode> found, JsonNode expected) {
        if (found.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < found.size(); i++) {
            if (!Tolerance.same(found.get(i), expected.path(i))) {
                return false;
            }
        }
        return true;
    }
}
