package dev.faultline.experiment.report.html;

import dev.faultline.load.threshold.Estimate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them. An object, since templates call methods of objects; they call those that are public. */
final class Format {

    static final Format FORMAT = new Format();

    private static final double SECOND_MILLIS = 1_000;

    /** What is at least so many seconds long is told in minutes. */
    static final double MINUTES_FROM = 120;

    /** What is at least so many seconds long is told in hours. */
    static final double HOURS_FROM = 7_200;

    /** Where there is no figure. */
    static final String NONE = "–";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Format() {}

    String percent(double share) {
        return format("%.2f%%", share * 100);
    }

    /** Without digits that say nothing, for axes. */
    String percentTick(double share) {
        return plain(share * 100) + "%";
    }

    public String share(@Nullable Estimate share) {
        return share == null ? "no data" : percent(share.value());
    }

    public String interval(@Nullable Estimate share) {
        return share == null ? "" : format("%.2f to %.2f%%", share.low() * 100, share.high() * 100);
    }

    public String millis(@Nullable Double millis) {
        if (millis == null) {
            return NONE;
        }
        if (millis >= SECOND_MILLIS) {
            return format("%.2f s", millis / SECOND_MILLIS);
        }
        return format(millis < 10 ? "%.2f ms" : "%.1f ms", millis);
    }

    String millisTick(double millis) {
        return millis >= SECOND_MILLIS ? plain(millis / SECOND_MILLIS) + " s" : plain(millis) + " ms";
    }

    public String rate(double rate) {
        return format("%.1f/s", rate);
    }

    String rateTick(double rate) {
        return plain(rate) + "/s";
    }

    public String seconds(double seconds) {
        return seconds(seconds, seconds);
    }

    /** As others are told, of which the longest is that long. */
    String seconds(double seconds, double longest) {
        if (longest < MINUTES_FROM) {
            return plain(Math.rint(seconds * 10) / 10) + " s";
        }
        long whole = Math.round(longest < HOURS_FROM ? seconds : seconds / 60);
        return format(longest < HOURS_FROM ? "%d:%02d min" : "%d:%02d h", whole / 60, whole % 60);
    }

    public String instant(Instant time) {
        return TIME.format(time);
    }

    public String count(long count) {
        return format("%,d", count);
    }

    /** At most six significant digits, without zeros at the end. */
    String plain(double value) {
        String text = format("%.6f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
