package dev.faultline.platform.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A share from 0 to 100 percent, both included. */
public record Percentage(double value) {

    /** Everything: 100 %. */
    public static final Percentage ALL = new Percentage(100);

    /** @throws InvalidValue unless the value is from 0 to 100 */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Percentage {
        Require.between("", value, 0, 100);
    }

    /** Returns the share as a fraction from 0 to 1. */
    public double fraction() {
        return value / 100;
    }

    /** Returns the number for JSON: a whole one without a decimal point. */
    @JsonValue
    public Number number() {
        return value == Math.rint(value) ? (Number) (long) value : (Number) value;
    }

    @Override
    public String toString() {
        return Require.plain(value) + "%";
    }
}
