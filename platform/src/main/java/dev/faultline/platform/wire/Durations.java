package dev.faultline.platform.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 80ms}, {@code 1.5s}, {@code 10m}, {@code 1h30m}, {@code 250us} or {@code 250µs},
 * {@code .5s} as Go's tools do, or ISO 8601 ({@code PT1.5S}). A bare number is refused, since its unit would be a guess; only {@code 0} needs none.
 */
public final class Durations {

    /** From large to small. */
    private enum Unit {
        D(86_400_000_000_000L),
        H(3_600_000_000_000L),
        M(60_000_000_000L),
        S(1_000_000_000L),
        MS(1_000_000L),
        US(1_000L),
        NS(1L);

        private final BigDecimal nanos;

        Unit(long nanos) {
            this.nanos = BigDecimal.valueOf(nanos);
        }

        /** Micro is written with either of Unicode's two letters for it, and with that of ASCII. */
        private static Unit of(String symbol) {
            return symbol.equals("µs") || symbol.equals("μs") ? US : valueOf(symbol.toUpperCase(Locale.ROOT));
        }

        private String symbol() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final BigDecimal NANOS_PER_SECOND = Unit.S.nanos;
    // Twelve digits are thirty years in milliseconds, and keep every product below within a Duration's range.
    private static final Pattern PART =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?|\\.\\d{1,9})(ns|[uµμ]s|ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + "){1,7}");
    private static final String RULE = "must be a duration such as 80ms, 1.5s, 10m or PT10M";

    private Durations() {}

    /**
     * Returns the duration that {@code text} states, to the nanosecond. A leading minus is read, so that a bound can
     * refuse it by name.
     *
     * @throws InvalidValue naming {@code field} if the text is no duration
     */
    public static Duration parse(String field, String text) {
        String trimmed = text.trim();
        boolean negative = trimmed.startsWith("-");
        String size = negative ? trimmed.substring(1) : trimmed;
        Duration duration;
        if (size.equals("0")) {
            duration = Duration.ZERO;
        } else if (WHOLE.matcher(size).matches()) {
            duration = sum(size);
        } else {
            duration = iso(field, text, size);
        }
        return negative ? duration.negated() : duration;
    }

    /** Returns the shortest text that {@link #parse} reads back as the same duration, such as {@code 1.5s}. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        BigDecimal nanos = BigDecimal.valueOf(duration.getSeconds())
                .multiply(NANOS_PER_SECOND)
                .add(BigDecimal.valueOf(duration.getNano()));
        for (Unit unit : Unit.values()) {
            if (nanos.compareTo(unit.nanos) < 0) {
                continue;
            }
            // From seconds down a decimal is exact and short; above, 90s reads better than 1.5m.
            boolean whole = nanos.remainder(unit.nanos).signum() == 0;
            if (whole || unit.compareTo(Unit.S) >= 0) {
                BigDecimal count = nanos.divide(unit.nanos, 9, RoundingMode.UNNECESSARY);
                return count.stripTrailingZeros().toPlainString() + unit.symbol();
            }
        }
        throw new AssertionError("a positive duration has at least one nanosecond");
    }

    private static Duration sum(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            BigDecimal nanos = new BigDecimal(part.group(1))
                    .multiply(Unit.of(part.group(2)).nanos)
                    .setScale(0, RoundingMode.HALF_UP);
            BigDecimal[] split = nanos.divideAndRemainder(NANOS_PER_SECOND);
            sum = sum.plusSeconds(split[0].longValue()).plusNanos(split[1].longValue());
        }
        return sum;
    }

    private static Duration iso(String field, String text, String size) {
        try {
            if (size.startsWith("P") || size.startsWith("p")) {
                Duration duration = Duration.parse(size);
                // The one duration that has no opposite.
                if (duration.toSeconds() != Long.MIN_VALUE) {
                    return duration;
                }
            }
        } catch (DateTimeParseException e) {
            throw new InvalidValue(field, RULE, '"' + text + '"', e);
        }
        throw new InvalidValue(field, RULE, '"' + text + '"');
    }
}
