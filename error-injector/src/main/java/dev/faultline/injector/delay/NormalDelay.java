package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;

/**
 * A delay around {@code mean}, as far off as {@code stddev} says. The distribution is truncated at zero: a draw below it
 * is drawn again, so that no share of the requests is secretly not delayed. Draws above {@link Delay#MAX} are cut to it.
 *
 * <p>With Z standard normal, {@code delay = mean + stddev * Z}, given that it is not negative.
 */
@JsonTypeName("normal")
public record NormalDelay(@Required Duration mean, @Required Duration stddev, Percentage percentage) implements Delay {

    /** A draw is negative with a chance of one half at most, so that this many in a row do not happen. */
    private static final int MAX_DRAWS = 100;

    public NormalDelay {
        Delay.bounded("mean", mean);
        Delay.bounded("stddev", stddev);
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        double centre = mean.toNanos();
        double scale = stddev.toNanos();
        return random -> {
            double nanos = -1;
            for (int i = 0; nanos < 0 && i < MAX_DRAWS; i++) {
                nanos = centre + scale * random.nextGaussian();
            }
            return Delay.ofNanos(Math.max(nanos, 0));
        };
    }
}
