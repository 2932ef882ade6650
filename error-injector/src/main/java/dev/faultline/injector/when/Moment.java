package dev.faultline.injector.when;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * A point in time, as a plan may name it: an instant ({@code 2026-01-31T12:00:00Z}), or a time from the acceptance of the
 * plan ({@code 30s}), which the acceptance makes an instant.
 *
 * @param instant null if {@code after} is given
 * @param after from 0 to 365d; null if {@code instant} is given
 */
public record Moment(@Nullable Instant instant, @Nullable Duration after) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** What a clock in nanoseconds since 1970 can tell. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** The rule of {@link #isSane}, in words. */
    public static final String SANE = "must be from " + EARLIEST + " to " + LATEST;

    private static final String RULE = "must be an instant such as 2026-01-31T12:00:00Z or a time from now such as 30s";

    /** @throws InvalidValue if the time is out of bounds, or not given in exactly one way */
    public Moment {
        Require.that((instant == null) != (after == null), "", "must be an instant or a time from now", "both or none");
        if (instant != null) {
            Require.that(isSane(instant), "", SANE, instant);
        }
        if (after != null) {
            Require.between("", after, Duration.ZERO, LONGEST);
        }
    }

    /** Returns whether all clocks and counters can tell the instant: it lies between 1970 and 2200. */
    public static boolean isSane(Instant instant) {
        return !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST);
    }

    /** Returns that instant as a moment. */
    public static Moment at(Instant instant) {
        return new Moment(instant, null);
    }

    /**
     * Returns the moment that a plan names by a text.
     *
     * @throws InvalidValue if it names none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Moment of(Object value) {
        if (!(value instanceof String text)) {
            throw new InvalidValue("", RULE, value);
        }
        return isInstant(text) ? at(instant(text)) : new Moment(null, duration(text));
    }

    /** Every instant has a date, whose dashes no duration has but for signs: these stand first, or in an ISO 8601 one. */
    private static boolean isInstant(String text) {
        return text.indexOf('-', 1) > 0 && !text.regionMatches(true, text.charAt(0) == '-' ? 1 : 0, "P", 0, 1);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValue("", RULE, '"' + text + '"', e);
        }
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse("", text);
        } catch (InvalidValue e) {
            throw new InvalidValue("", RULE, e.value(), e);
        }
    }

    /** Returns the instant that this is in a plan that was accepted then. */
    public Instant from(Instant acceptance) {
        return instant != null ? instant : acceptance.plus(after == null ? Duration.ZERO : after);
    }

    /** Returns the text that {@link #of} reads back. */
    @JsonValue
    @Override
    public String toString() {
        return instant != null ? instant.toString() : Durations.format(after == null ? Duration.ZERO : after);
    }
}
