package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;

/**
 * A delay shaped like the latency of real services: half of the draws are below {@code median}, one in a hundred is
 * above {@code p99}. Draws above {@link Delay#MAX} are cut to it.
 *
 * <p>With Z standard normal, {@code delay = median * exp(sigma * Z)}; the 99th percentile of Z is z, so
 * {@code sigma = ln(p99 / median) / z}. (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, ch. 14.)
 */
@JsonTypeName("lognormal")
public record LogNormalDelay(
        @Required Duration median, @Required Duration p99, Percentage percentage) implements Delay {

    /** The 99th percentile of the standard normal distribution. */
    private static final double Z_99 = 2.3263478740408408;

    /** A median of zero has no logarithm. */
    private static final Duration SHORTEST_MEDIAN = Duration.ofNanos(1);

    public LogNormalDelay {
        Require.between("median", median, SHORTEST_MEDIAN, MAX);
        Delay.bounded("p99", p99);
        Require.that(p99.compareTo(median) >= 0, "p99", "must not be below median", Durations.format(p99));
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        double scale = median.toNanos();
        double sigma = Math.log(p99.toNanos() / scale) / Z_99;
        return random -> Delay.ofNanos(scale * Math.exp(sigma * random.nextGaussian()));
    }
}
