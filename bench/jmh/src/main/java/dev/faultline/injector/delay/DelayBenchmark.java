package dev.faultline.injector.delay;

import dev.faultline.bench.Nanoseconds;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A draw from each distribution of delays. */
public class DelayBenchmark extends Nanoseconds {

    /** The distribution. */
    @Param
    public Distribution distribution;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private Delay.Sampler sampler;

    /** The distributions. */
    public enum Distribution {
        FIXED,
        UNIFORM,
        EXPONENTIAL,
        NORMAL,
        LOGNORMAL,
        PARETO,
        DISCRETE,
        PERCENTILES;

        private Delay delay() {
            return switch (this) {
                case FIXED -> new FixedDelay(millis(20), Percentage.ALL);
                case UNIFORM -> new UniformDelay(millis(10), millis(30), Percentage.ALL);
                case EXPONENTIAL -> new ExponentialDelay(millis(20), Percentage.ALL);
                case NORMAL -> new NormalDelay(millis(20), millis(10), Percentage.ALL);
                case LOGNORMAL -> new LogNormalDelay(millis(20), millis(200), Percentage.ALL);
                case PARETO -> new ParetoDelay(millis(10), 1.16, Percentage.ALL);
                case DISCRETE ->
                    new DiscreteDelay(
                            List.of(
                                    new DiscreteDelay.Choice(millis(10), new Percentage(70)),
                                    new DiscreteDelay.Choice(millis(50), new Percentage(25)),
                                    new DiscreteDelay.Choice(millis(500), new Percentage(4.9))),
                            Percentage.ALL);
                case PERCENTILES ->
                    new PercentilesDelay(
                            Map.of("50", millis(20), "90", millis(50), "99", millis(200), "99.9", millis(900)),
                            Percentage.ALL);
            };
        }

        private static Duration millis(int millis) {
            return Duration.ofMillis(millis);
        }
    }

    @Setup
    public void prepare() {
        sampler = distribution.delay().sampler();
    }

    @Benchmark
    public Duration sample() {
        return sampler.sample(random);
    }
}
