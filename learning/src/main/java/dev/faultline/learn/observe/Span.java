package dev.faultline.learn.observe;

import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which time is meant.
 *
 * @param from null for the beginning of what there is
 * @param length null for all there is
 * @param step what is told apart; null for one figure of all
 */
public record Span(
        @Nullable Instant from,
        @Nullable Duration length,
        @Nullable Duration step) {

    /** More would be no plan that can be read. */
    public static final int MOST_STEPS = 1_000;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(31);

    /** @throws InvalidValue if a part is out of bounds */
    public Span {
        if (length != null) {
            Require.between("for", length, SHORTEST, LONGEST);
        }
        if (step != null) {
            Require.between("step", step, SHORTEST, LONGEST);
            if (length != null) {
                Require.that(
                        step.compareTo(length) <= 0, "step", "must not be longer than for", Durations.format(step));
                Require.that(
                        length.dividedBy(step) <= MOST_STEPS,
                        "step",
                        "must not make more than " + MOST_STEPS + " steps of " + Durations.format(length),
                        Durations.format(step));
            }
        }
    }

    /** Returns how many steps there are, the last of which may be shorter; 1 if none are told apart or no length is given. */
    int steps() {
        return length == null || step == null ? 1 : (int) ((length.toNanos() + step.toNanos() - 1) / step.toNanos());
    }
}
