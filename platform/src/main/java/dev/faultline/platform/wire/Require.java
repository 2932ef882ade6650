package dev.faultline.platform.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks of constructors: each returns nothing, or throws an {@link InvalidValue} that names field and rule. */
public final class Require {

    private Require() {}

    /** Throws unless the field was given. */
    public static void present(String field, @Nullable Object value) {
        if (value == null) {
            throw new InvalidValue(field, "must be given", "nothing");
        }
    }

    /** Throws unless {@code min <= value <= max}; a NaN is refused. */
    public static void between(String field, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new InvalidValue(field, "must be from " + plain(min) + " to " + plain(max), plain(value));
        }
    }

    /** Throws unless the duration was given and {@code min <= value <= max}. */
    public static void between(String field, @Nullable Duration value, Duration min, Duration max) {
        if (value == null) {
            throw new InvalidValue(field, "must be given", "nothing");
        }
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new InvalidValue(
                    field,
                    "must be from " + Durations.format(min) + " to " + Durations.format(max),
                    Durations.format(value));
        }
    }

    /** Throws unless the text was given and matches; {@code rule} says in words what the pattern asks. */
    public static void matching(String field, @Nullable String value, Pattern pattern, String rule) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw new InvalidValue(field, rule, value == null ? "nothing" : '"' + value + '"');
        }
    }

    /** As {@link #matching}, of what may be a secret: the complaint does not hold it, nor does its cause. */
    public static void matchingSecret(String field, @Nullable String value, Pattern pattern, String rule) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw new InvalidValue(field, rule, value == null ? "nothing" : InvalidValue.WITHHELD);
        }
    }

    /** Throws unless {@code holds}. */
    public static void that(boolean holds, String field, String rule, Object value) {
        if (!holds) {
            throw new InvalidValue(field, rule, value);
        }
    }

    /** Returns the number without a needless {@code .0} and, unless it is very large or small, without an exponent. */
    public static String plain(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return Long.toString((long) value);
        }
        return size >= 1e-9 && size < 1e15
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}
