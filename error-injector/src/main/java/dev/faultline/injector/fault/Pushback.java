package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a gRPC server says about another try (gRFC A6): after a while, never, or {@code auto}: once the outage is over.
 *
 * @param after null for never and for auto
 * @param auto whether it is the time left of the outage
 */
public record Pushback(@Nullable Duration after, boolean auto) {

    /** Once the outage is over. */
    public static final Pushback AUTO = new Pushback(null, true);

    private static final Pushback NEVER = new Pushback(null, false);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String RULE = "must be auto, never, or a duration such as 5s";
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** @throws InvalidValue if the time is not from 0 to a day */
    public Pushback {
        if (after != null) {
            Require.between("", after, Duration.ZERO, LONGEST);
        }
    }

    /**
     * Returns the pushback that a plan names by a text: a duration, {@code auto} or {@code never}.
     *
     * @throws InvalidValue if it names none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Pushback of(Object value) {
        if (value instanceof String text) {
            return parsed(text);
        }
        throw new InvalidValue("", RULE, value);
    }

    private static Pushback parsed(String text) {
        return switch (text) {
            case "auto" -> AUTO;
            case "never" -> NEVER;
            default -> new Pushback(duration(text), false);
        };
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse("", text);
        } catch (InvalidValue e) {
            throw new InvalidValue("", RULE, e.value(), e);
        }
    }

    /**
     * Returns the value of {@code grpc-retry-pushback-ms}, negative for never; null if there is nothing to say.
     *
     * @param outageLeft null if the outage has no end
     */
    public @Nullable Long millis(@Nullable Duration outageLeft) {
        if (auto) {
            // Rounded up: one that comes back early would meet the outage again.
            return outageLeft == null
                    ? null
                    : Long.valueOf(outageLeft.plusNanos(NANOS_PER_MILLI - 1).toMillis());
        }
        return after == null ? Long.valueOf(-1) : Long.valueOf(after.toMillis());
    }

    /** Returns the text that {@link #of} reads back. */
    @JsonValue
    @Override
    public String toString() {
        if (auto) {
            return "auto";
        }
        return after == null ? "never" : Durations.format(after);
    }
}
