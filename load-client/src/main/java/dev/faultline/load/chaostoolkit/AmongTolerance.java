package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The status of an answer is one of these values. Anything else lies between them if they are two, else is one of them.
 *
 * @param values as they are written
 */
record AmongTolerance(List<JsonNode> values) implements Tolerance {

    @Override
    public boolean met(JsonNode output) {
        JsonNode value = Tolerance.status(output);
        boolean bounds = values.size() == 2 && !output.has("status");
        if (!bounds) {
            return values.stream().anyMatch(each -> Tolerance.same(each, value));
        }
        return value.isNumber()
                && values.stream().allMatch(JsonNode::isNumber)
                && values.get(0).decimalValue().compareTo(value.decimalValue()) <= 0
                && value.decimalValue().compareTo(values.get(1).decimalValue()) <= 0;
    }
}
