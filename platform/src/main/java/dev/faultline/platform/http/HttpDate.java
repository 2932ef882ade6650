package dev.faultline.platform.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The dates of HTTP headers (RFC 9110, section 5.6.7): whole seconds, always GMT. */
public final class HttpDate {

    private static final DateTimeFormatter PREFERRED = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** A recipient must read all three; two-digit years are 1970 to 2069. */
    private static final List<DateTimeFormatter> READ = List.of(
            PREFERRED,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC));

    private HttpDate() {}

    /** Returns the date as it stands in a header. */
    public static String format(Instant instant) {
        return PREFERRED.format(instant);
    }

    /** Returns the date that a header states; null if it states none, so that it is ignored. */
    public static @Nullable Instant parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        for (DateTimeFormatter format : READ) {
            try {
                return ZonedDateTime.parse(header, format).toInstant();
            } catch (DateTimeParseException e) {
                // Not of this form; the next may fit.
            }
        }
        return null;
    }
}
