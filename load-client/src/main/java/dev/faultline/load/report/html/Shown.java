package dev.faultline.load.report.html;

import dev.faultline.load.slo.Estimate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them. */
final class Shown {

    private static final double SECOND_MILLIS = 1_000;

    /** What is at least so many seconds long is told in minutes. */
    static final double MINUTES_FROM = 120;

    /** What is at least so many seconds long is told in hours. */
    static final double HOURS_FROM = 7_200;

    /** Where there is no figure. */
    static final String NONE = "–";

    private Shown() {}

    static String percent(double share) {
        return format("%.2f%%", share * 100);
    }

    /** Without digits that say nothing, for axes. */
    static String percentTick(double share) {
        return plain(share * 100) + "%";
    }

    static String share(@Nullable Estimate share) {
        return share == null ? "no data" : percent(share.value());
    }

    static String interval(@Nullable Estimate share) {
        return share == null ? "" : format("%.2f to %.2f%%", share.low() * 100, share.high() * 100);
    }

    /** A time that was measured of so many; where nothing was, none was zero. */
    static String millis(long samples, double millis) {
        return samples == 0 ? NONE : millis(millis);
    }

    static String millis(double millis) {
        if (millis >= SECOND_MILLIS) {
            return format("%.2f s", millis / SECOND_MILLIS);
        }
        return format(millis < 10 ? "%.2f ms" : "%.1f ms", millis);
    }

    static String millisTick(double millis) {
        return millis >= SECOND_MILLIS ? plain(millis / SECOND_MILLIS) + " s" : plain(millis) + " ms";
    }

    static String rateTick(double rate) {
        return plain(rate) + "/s";
    }

    static String seconds(double seconds) {
        return seconds(seconds, seconds);
    }

    /** As others are told, of which the longest is that long. */
    static String seconds(double seconds, double longest) {
        if (longest < MINUTES_FROM) {
            return plain(Math.rint(seconds * 10) / 10) + " s";
        }
        long whole = Math.round(longest < HOURS_FROM ? seconds : seconds / 60);
        return format(longest < HOURS_FROM ? "%d:%02d min" : "%d:%02d h", whole / 60, whole % 60);
    }

    static String count(long count) {
        return format("%,d", count);
    }

    /** At most six significant digits, without zeros at the end. */
    static String plain(double value) {
        String text = format("%.6f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
