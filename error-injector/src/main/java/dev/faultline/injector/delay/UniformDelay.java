package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;

/** A delay drawn evenly from {@code min} to {@code max}, both included. */
@JsonTypeName("uniform")
public record UniformDelay(@Required Duration min, @Required Duration max, Percentage percentage) implements Delay {

    public UniformDelay {
        Delay.bounded("min", min);
        Delay.bounded("max", max);
        Require.that(max.compareTo(min) >= 0, "max", "must not be below min", Durations.format(max));
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        long from = min.toNanos();
        long to = max.toNanos() + 1;
        return random -> Duration.ofNanos(random.nextLong(from, to));
    }
}
