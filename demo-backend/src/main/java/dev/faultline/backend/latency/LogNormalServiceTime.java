package dev.faultline.backend.latency;

import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Works mostly about {@code median} long and now and then much longer, as real services do: the logarithm of the time
 * is drawn from a normal distribution with mean {@code ln median} and standard deviation
 * {@code sigma = (ln p99 - ln median) / 2.326347874}, where 2.326347874 is the 99th percentile of the standard normal
 * distribution. Draws above {@link ServiceTime#MAX} count as that.
 */
public record LogNormalServiceTime(Duration median, Duration p99) implements ServiceTime {

    private static final double P99_OF_NORMAL = 2.326347874;
    private static final Duration MIN = Duration.ofNanos(1);

    /** @throws InvalidValue unless both are above zero, at most {@link ServiceTime#MAX}, and {@code median <= p99} */
    public LogNormalServiceTime {
        Require.between("median", median, MIN, MAX);
        Require.between("p99", p99, MIN, MAX);
        if (p99.compareTo(median) < 0) {
            throw new InvalidValue(
                    "p99", "must not be below the median, " + Durations.format(median), Durations.format(p99));
        }
    }

    @Override
    public Duration sample(RandomGenerator random) {
        double sigma = Math.log((double) p99.toNanos() / median.toNanos()) / P99_OF_NORMAL;
        double nanos = median.toNanos() * Math.exp(sigma * random.nextGaussian());
        return Duration.ofNanos(Math.min(Math.round(nanos), MAX.toNanos()));
    }

    @Override
    public String toString() {
        return "lognormal:" + Durations.format(median) + "," + Durations.format(p99);
    }
}
