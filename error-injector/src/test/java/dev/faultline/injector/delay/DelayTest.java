package dev.faultline.injector.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DelayTest {

    private static final int DRAWS = 100_000;

    /** Returns the draws in order, in milliseconds. */
    private static double[] sorted(Delay delay) {
        SplittableRandom random = new SplittableRandom(7);
        Delay.Sampler sampler = delay.sampler();
        return Stream.generate(() -> sampler.sample(random))
                .limit(DRAWS)
                .mapToDouble(drawn -> drawn.toNanos() / 1e6)
                .sorted()
                .toArray();
    }

    private static double quantile(double[] sorted, double q) {
        return sorted[(int) (q * sorted.length)];
    }

    @Test
    void lognormalHasItsMedianAndP99() {
        double[] drawn = sorted(new LogNormalDelay(Duration.ofMillis(80), Duration.ofMillis(900), Percentage.ALL));
        assertEquals(80, quantile(drawn, 0.5), 80 * 0.03);
        assertEquals(900, quantile(drawn, 0.99), 900 * 0.03);
    }

    @Test
    void lognormalIsCutToTheLongestDelay() {
        double[] drawn = sorted(new LogNormalDelay(Duration.ofMillis(1), Delay.MAX, Percentage.ALL));
        assertEquals((double) Delay.MAX.toMillis(), drawn[DRAWS - 1]);
        assertTrue(drawn[0] >= 0);
    }

    @Test
    void lognormalWithoutSpreadIsItsMedian() {
        Duration same = Duration.ofMillis(80);
        double[] drawn = sorted(new LogNormalDelay(same, same, Percentage.ALL));
        assertEquals(80, drawn[0], 1e-3);
        assertEquals(80, drawn[DRAWS - 1], 1e-3);
    }

    @Test
    void uniformStaysWithinItsBoundsAndIsEven() {
        double[] drawn = sorted(new UniformDelay(Duration.ofMillis(10), Duration.ofMillis(20), Percentage.ALL));
        assertTrue(drawn[0] >= 10 && drawn[DRAWS - 1] <= 20);
        assertEquals(12.5, quantile(drawn, 0.25), 0.1);
        assertEquals(17.5, quantile(drawn, 0.75), 0.1);
    }

    @Test
    void uniformMayBeOneValue() {
        Duration same = Duration.ofMillis(10);
        assertEquals(10, sorted(new UniformDelay(same, same, Percentage.ALL))[0]);
    }

    @Test
    void fixedIsFixed() {
        double[] drawn = sorted(new FixedDelay(Duration.ofNanos(1_500_000), Percentage.ALL));
        assertEquals(1.5, drawn[0]);
        assertEquals(1.5, drawn[DRAWS - 1]);
    }

    @Test
    void discreteLeavesTheRestUndelayed() {
        double[] drawn = sorted(new DiscreteDelay(
                List.of(
                        new DiscreteDelay.Choice(Duration.ofMillis(10), new Percentage(20)),
                        new DiscreteDelay.Choice(Duration.ofSeconds(1), new Percentage(5))),
                Percentage.ALL));
        // Three standard deviations of a share p of n draws are 3 sqrt(p (1 - p) / n).
        assertEquals(0.75, share(drawn, 0), 0.0041);
        assertEquals(0.2, share(drawn, 10), 0.0038);
        assertEquals(0.05, share(drawn, 1000), 0.0021);
    }

    private static double share(double[] drawn, double value) {
        return (double) Arrays.stream(drawn).filter(d -> d == value).count() / drawn.length;
    }
}
