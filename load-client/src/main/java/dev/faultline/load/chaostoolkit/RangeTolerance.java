package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A number, also one in a text, lies between two others or is one of them.
 *
 * @param target the part of the answer to look at; empty for all of it
 */
record RangeTolerance(String target, BigDecimal from, BigDecimal to) implements Tolerance {

    /** The longest text that is looked at as a number: an exponent of a megabyte is an attack. */
    private static final int LONGEST = 100;

    @Override
    public boolean met(JsonNode output) {
        return number(Tolerance.part(output, target))
                .filter(value -> from.compareTo(value) <= 0 && value.compareTo(to) <= 0)
                .isPresent();
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO);
        }
        String text = value.isValueNode() ? value.asText().strip() : "";
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
