package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long an answer is held back. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Delay
        permits DiscreteDelay,
                ExponentialDelay,
                FixedDelay,
                LogNormalDelay,
                NormalDelay,
                ParetoDelay,
                PercentilesDelay,
                UniformDelay {

    /** The longest delay a rule may ask for, so that a typo cannot park every connection for a day. */
    Duration MAX = Duration.ofMinutes(5);

    /** Returns the share of the matching requests that are delayed at all. */
    Percentage percentage();

    /** Returns what draws from this delay; made once per plan, so that it may compute what all draws share. */
    Sampler sampler();

    /** Draws delays. Threadsafe as far as its source of chance is. */
    @FunctionalInterface
    interface Sampler {

        /** Draws one delay, from zero to {@link #MAX}. */
        Duration sample(RandomGenerator random);
    }

    /** Returns so many nanoseconds as a delay, cut to {@link #MAX}. */
    static Duration ofNanos(double nanos) {
        return Duration.ofNanos((long) Math.min(nanos, (double) MAX.toNanos()));
    }

    /** Throws unless the duration was given and is from zero to {@link #MAX}. */
    static void bounded(String field, @Nullable Duration value) {
        Require.between(field, value, Duration.ZERO, MAX);
    }
}
