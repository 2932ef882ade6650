package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The output is that value; a whole number is also met by an answer of that status.
 *
 * @param value true, false, a text or a whole number
 */
record EqualTolerance(JsonNode value) implements Tolerance {

    @Override
    public boolean met(JsonNode output) {
        return Tolerance.same(value, value.isNumber() ? Tolerance.status(output) : output);
    }
}
