package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;

/**
 * A delay as the waiting for a random event has it: mostly short, with a tail. Draws above {@link Delay#MAX} are cut to
 * it.
 *
 * <p>With U uniform on [0, 1), {@code delay = -mean * ln(1 - U)} (inversion; Devroye: Non-Uniform Random Variate
 * Generation, II.2).
 */
@JsonTypeName("exponential")
public record ExponentialDelay(@Required Duration mean, Percentage percentage) implements Delay {

    public ExponentialDelay {
        Delay.bounded("mean", mean);
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        double scale = mean.toNanos();
        return random -> Delay.ofNanos(-scale * Math.log1p(-random.nextDouble()));
    }
}
