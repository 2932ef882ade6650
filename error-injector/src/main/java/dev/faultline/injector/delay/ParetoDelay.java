package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;

/**
 * A delay with a heavy tail: at least {@code min}, and the smaller {@code shape}, the more often very long. At a shape of
 * 1.16 one fifth of the requests have four fifths of the delay. Draws above {@link Delay#MAX} are cut to it.
 *
 * <p>With U uniform on [0, 1), {@code delay = min * (1 - U)^(-1 / shape)} (inversion; Devroye: Non-Uniform Random
 * Variate Generation, II.2).
 */
@JsonTypeName("pareto")
public record ParetoDelay(@Required Duration min, @Required Double shape, Percentage percentage) implements Delay {

    private static final double SMALLEST_SHAPE = 0.01;
    private static final double LARGEST_SHAPE = 1000;

    public ParetoDelay {
        Delay.bounded("min", min);
        Require.present("shape", shape);
        Require.between("shape", shape, SMALLEST_SHAPE, LARGEST_SHAPE);
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        double scale = min.toNanos();
        double exponent = -1 / shape;
        return random -> Delay.ofNanos(scale * Math.pow(1 - random.nextDouble(), exponent));
    }
}
