package dev.faultline.backend.status;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as Apache's portable runtime prints them. */
final class ApacheFormat {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yyyy HH:mm:ss zzz", Locale.US);
    private static final DateTimeFormatter BUILT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.US);

    private ApacheFormat() {}

    /** Returns the number as {@code %g} does: so many significant digits, no zero before the point, none at the end. */
    static String general(double value, int digits) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        if (rounded.signum() == 0) {
            return "0";
        }
        BigDecimal shortest = rounded.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < digits) {
            String plain = shortest.toPlainString();
            return plain.startsWith("0.") ? plain.substring(1) : plain;
        }
        BigDecimal mantissa = shortest.movePointLeft(exponent);
        return String.format(
                Locale.ROOT, "%se%s%02d", mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** Returns the number with two decimals. */
    static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** Returns a point in time, such as {@code Friday, 21-Aug-2020 18:41:34 UTC}. */
    static String time(Instant instant, ZoneId zone) {
        return TIME.format(instant.atZone(zone));
    }

    /** Returns a point in time as Debian's Apache tells when it was built: {@code 2022-03-16T16:53:42}. */
    static String built(Instant instant, ZoneId zone) {
        return BUILT.format(instant.atZone(zone));
    }

    /** Returns a time span in words, each with a blank before it: {@code  1 day 2 hours}; empty for zero. */
    static String words(long seconds) {
        return word(seconds / 86_400, "day")
                + word(seconds / 3_600 % 24, "hour")
                + word(seconds / 60 % 60, "minute")
                + word(seconds % 60, "second");
    }

    /** Returns a size in the unit that fits. */
    static String size(double bytes) {
        if (bytes < 5 * 1024) {
            return (long) bytes + " B";
        }
        if (bytes < 512 * 1024) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1024);
        }
        return bytes < 512L * 1024 * 1024
                ? String.format(Locale.ROOT, "%.1f MB", bytes / (1024 * 1024))
                : String.format(Locale.ROOT, "%.1f GB", bytes / (1024 * 1024 * 1024));
    }

    private static String word(long count, String unit) {
        return count == 0 ? "" : " " + count + " " + unit + (count == 1 ? "" : "s");
    }
}
