package dev.faultline.injector.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.value.ChiSquare;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each distribution against its theory: quantiles, means, and the whole shape in twenty cells of equal chance. */
class DistributionTest {

    private static final int DRAWS = 200_000;
    private static final int MILLION = 1_000_000;
    private static final int CELLS = 20;

    /** Returns the draws in order, in milliseconds. */
    private static double[] sorted(Delay delay, long seed) {
        return sorted(delay, seed, DRAWS);
    }

    private static double[] sorted(Delay delay, long seed, int draws) {
        SplittableRandom random = new SplittableRandom(seed);
        Delay.Sampler sampler = delay.sampler();
        return DoubleStream.generate(() -> sampler.sample(random).toNanos() / 1e6)
                .limit(draws)
                .sorted()
                .toArray();
    }

    private static double quantile(double[] sorted, double q) {
        return sorted[(int) (q * sorted.length)];
    }

    private static double mean(double[] drawn) {
        return DoubleStream.of(drawn).average().orElseThrow();
    }

    /** Fails unless each twentieth of the distribution, by its quantile function, has a twentieth of the draws. */
    private static void assertShape(double[] drawn, DoubleUnaryOperator quantile) {
        double[] bounds = new double[CELLS - 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = quantile.applyAsDouble((i + 1.0) / CELLS);
        }
        long[] counts = new long[CELLS];
        int cell = 0;
        for (double value : drawn) {
            while (cell < bounds.length && value >= bounds[cell]) {
                cell++;
            }
            counts[cell]++;
        }
        ChiSquare.assertFits(
                counts, DoubleStream.generate(() -> 1.0 / CELLS).limit(CELLS).toArray(), "shape");
    }

    private static Duration ms(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    @ParameterizedTest
    @CsvSource({"80, 900, 1", "80, 900, 2", "1, 1.5, 3"})
    void lognormalHasTheMedianAndTheP99AskedFor(double median, double p99, long seed) {
        double[] drawn = sorted(new LogNormalDelay(ms(median), ms(p99), Percentage.ALL), seed, MILLION);
        assertEquals(median, quantile(drawn, 0.5), median * 0.03);
        assertEquals(p99, quantile(drawn, 0.99), p99 * 0.03);
    }

    @Test
    void lognormalHasTheMeanOfItsTheory() {
        // exp(mu + sigma^2 / 2), where the standard deviation of the mean is 0.14 %.
        double sigma = Math.log(900.0 / 80) / 2.3263478740408408;
        double[] drawn = sorted(new LogNormalDelay(ms(80), ms(900), Percentage.ALL), 5, MILLION);
        double expected = 80 * Math.exp(sigma * sigma / 2);
        assertEquals(expected, mean(drawn), expected * 0.01);
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "10, 50", "0, 30"})
    void normalIsTruncatedAtZeroAndNotCutToIt(double mean, double stddev) {
        double[] drawn = sorted(new NormalDelay(ms(mean), ms(stddev), Percentage.ALL), 6);
        assertTrue(drawn[0] >= 0 && quantile(drawn, 0.001) > 0, "nothing heaps up at zero");
        // mean + stddev phi(a) / (1 - Phi(a)), a = -mean / stddev (Johnson, Kotz, Balakrishnan 1, ch. 13.10.1).
        double a = -mean / stddev;
        double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
        double expected = mean + stddev * density / (1 - phi(a));
        // Five standard deviations of a mean, of which stddev is the most.
        assertEquals(expected, mean(drawn), 5 * stddev / Math.sqrt(DRAWS));
    }

    /** The distribution function of the standard normal (Abramowitz, Stegun 26.2.17; off by less than 7.5e-8). */
    private static double phi(double x) {
        if (x < 0) {
            return 1 - phi(-x);
        }
        double t = 1 / (1 + 0.2316419 * x);
        double sum = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * sum;
    }

    @Test
    void normalFarFromZeroIsNormal() {
        double[] drawn = sorted(new NormalDelay(ms(100), ms(10), Percentage.ALL), 7);
        assertEquals(100, mean(drawn), 5 * 10 / Math.sqrt(DRAWS));
        // Quantiles q are off by sqrt(q (1 - q) / n) / density; here five times that.
        assertEquals(100 - 16.448536, quantile(drawn, 0.05), 0.24);
        assertEquals(100 + 23.263479, quantile(drawn, 0.99), 0.42);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 100, 20_000})
    void exponentialHasItsMeanAndShape(double mean) {
        double[] drawn = sorted(new ExponentialDelay(ms(mean), Percentage.ALL), 8);
        assertEquals(mean, mean(drawn), 5 * mean / Math.sqrt(DRAWS));
        assertShape(drawn, q -> -mean * Math.log1p(-q));
    }

    @ParameterizedTest
    @CsvSource({"10, 1.16", "10, 3", "1, 50"})
    void paretoHasItsTailIndexAndShape(double min, double shape) {
        double[] drawn = sorted(new ParetoDelay(ms(min), shape, Percentage.ALL), 9);
        assertTrue(drawn[0] >= min);
        double cut = Delay.MAX.toMillis();
        assertShape(drawn, q -> Math.min(min * Math.pow(1 - q, -1 / shape), cut));
        // Hill's estimator over the largest tenth, less what was cut: off by shape / sqrt(k), here five times that.
        int from = DRAWS - DRAWS / 10;
        int to = (int) DoubleStream.of(drawn).filter(d -> d < cut).count();
        double threshold = drawn[from];
        double logs = 0;
        for (int i = from; i < DRAWS; i++) {
            logs += Math.log(drawn[i] / threshold);
        }
        double hill = (to - from) / logs;
        assertEquals(shape, hill, 5 * shape / Math.sqrt(to - from));
    }

    @Test
    void uniformIsEven() {
        assertShape(sorted(new UniformDelay(ms(10), ms(20), Percentage.ALL), 10), q -> 10 + 10 * q);
    }

    @Test
    void percentilesAreInterpolated() {
        Delay delay = new PercentilesDelay(
                Map.of("50", ms(20), "90", ms(100), "99", ms(400), "99.9", ms(2000)), Percentage.ALL);
        double[] drawn = sorted(delay, 11);
        double[][] table = {
            {10, 4}, {25, 10}, {50, 20}, {70, 60}, {90, 100}, {95, 266.6667}, {98.9, 396.6667}, {99.9, 2000}
        };
        for (double[] row : table) {
            assertEquals(row[1], quantile(drawn, row[0] / 100), row[1] * 0.05, "p" + row[0]);
        }
        assertEquals(2000, drawn[DRAWS - 1], "above the highest it stays");
    }

    @Test
    void percentilesMayNameTheEnds() {
        double[] drawn = sorted(new PercentilesDelay(Map.of("0", ms(10), "100", ms(30)), Percentage.ALL), 12);
        assertTrue(drawn[0] >= 10 && drawn[DRAWS - 1] <= 30);
        assertShape(drawn, q -> 10 + 20 * q);
    }

    @Test
    void discreteHitsItsSharesAndNothingElse() {
        List<DiscreteDelay.Choice> choices = List.of(
                new DiscreteDelay.Choice(ms(10), new Percentage(20)),
                new DiscreteDelay.Choice(ms(1000), new Percentage(0.5)),
                new DiscreteDelay.Choice(ms(5), new Percentage(0)));
        double[] drawn = sorted(new DiscreteDelay(choices, Percentage.ALL), 13);
        long[] counts = new long[3];
        for (double value : drawn) {
            counts[value == 0 ? 0 : value == 10 ? 1 : 2]++;
            assertTrue(value == 0 || value == 10 || value == 1000, "drew " + value);
        }
        ChiSquare.assertFits(counts, new double[] {0.795, 0.2, 0.005}, "discrete");
    }
}
