package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;

/** Always the same delay. */
@JsonTypeName("fixed")
public record FixedDelay(@Required Duration value, Percentage percentage) implements Delay {

    public FixedDelay {
        Delay.bounded("value", value);
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        return random -> value;
    }
}
