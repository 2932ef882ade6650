package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.wire.Percentage;
import java.time.Duration;

/** Always the same delay. */
@JsonTypeName("fixed")
public record FixedDelay(Duration value, Percentage percentage) implements Delay {

    public FixedDelay {
        Delay.bounded("value", value);
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        return random -> value;
    }
}
