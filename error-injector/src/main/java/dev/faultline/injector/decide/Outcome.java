package dev.faultline.injector.decide;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the ways in which a plan ends requests, made once per plan. As a decision it means: at once.
 *
 * @param <A> what the server performs
 * @param series under which it is counted
 * @param count how often it was chosen
 * @param marker what a faulted answer says of itself, {@code RULE/TYPE}; null without a fault
 * @param action what performs it
 * @param retryAfter after which time another try may go better; null if nobody knows
 */
public record Outcome<A>(
        Counters.Series series,
        LongAdder count,
        @Nullable String marker,
        A action,
        Supplier<@Nullable Duration> retryAfter)
        implements Decision<A> {}
