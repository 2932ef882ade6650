package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Scope;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.load.threshold.TimeMetric.Percentile;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often what is said of what was measured is wrong about what is true. Seeds are fixed. */
class SimulationTest {

    private static final int RUNS = 2_000;

    /** Draws the hits of so many runs. */
    private static long[] hits(double p, int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] hits = new long[RUNS];
        for (int run = 0; run < RUNS; run++) {
            for (int i = 0; i < n; i++) {
                hits[run] += random.nextDouble() < p ? 1 : 0;
            }
        }
        return hits;
    }

    /** Counts rulings of a comparison over the runs. */
    private static long count(Ruling ruling, Comparison comparison, double limit, long[] hits, int n) {
        return Arrays.stream(hits)
                .filter(k -> comparison.judgeShare(Estimate.ofShare(k, n), limit) == ruling)
                .count();
    }

    @ParameterizedTest(name = "n = {0}, seed {1}")
    @CsvSource({"500, 1", "500, 2", "3000, 1", "3000, 2"})
    void ofTrueFiftiesAtMostOneInTwentyIsCalledWrong(int n, long seed) {
        long[] hits = hits(0.5, n, seed);
        assertTrue(count(Ruling.VIOLATED, Comparison.EQUAL, 0.5, hits, n) <= RUNS / 20);
        assertTrue(count(Ruling.VIOLATED, Comparison.AT_LEAST, 0.5, hits, n) <= RUNS / 20);
        assertTrue(count(Ruling.MET, Comparison.BELOW, 0.5, hits, n) <= RUNS / 20);
        // And not by never saying anything: nineteen in twenty are found to be what they are.
        assertTrue(count(Ruling.MET, Comparison.EQUAL, 0.5, hits, n) >= RUNS * 0.93);
        long[] others = hits(0.6, n, seed);
        assertTrue(count(Ruling.VIOLATED, Comparison.EQUAL, 0.5, others, n) >= RUNS * 0.95);
    }

    @Test
    void aTrueNinetyEightNineIsInconclusiveAgainstNinetyNine() {
        long[] hits = hits(0.989, 500, 3);
        assertTrue(count(Ruling.UNDECIDED, Comparison.AT_LEAST, 0.99, hits, 500) >= RUNS * 0.9);
        // Wrongly met only where not one of 500 failed: 0.989^500 is 0.4 %.
        assertTrue(count(Ruling.MET, Comparison.AT_LEAST, 0.99, hits, 500) <= RUNS * 0.01);
        for (long k : new long[] {494, 495}) {
            assertEquals(Ruling.UNDECIDED, Comparison.AT_LEAST.judgeShare(Estimate.ofShare(k, 500), 0.99));
        }
    }

    /** Not simulated: the sum of the probabilities of all counts whose interval holds the true share. */
    @ParameterizedTest(name = "p = {0}, n = {1}")
    @CsvSource({
        "0.5, 30",
        "0.5, 500",
        "0.5, 3000",
        "0.7, 500",
        "0.9, 500",
        "0.9, 3000",
        "0.95, 100",
        "0.95, 1000",
        "0.98, 500",
        "0.989, 500",
        "0.99, 500",
        "0.99, 3000",
        "0.995, 1000",
        "0.999, 3000",
    })
    void aWilsonIntervalHoldsTheTrueShare(double p, int n) {
        double[] probability = binomial(p, n);
        double held = 0;
        for (int k = 0; k <= n; k++) {
            held += holds(Estimate.ofShare(k, n), p) ? probability[k] : 0;
        }
        assertTrue(held >= 0.94, held + " hold it");
    }

    /** The same, over all pairs of counts; also how often an equal slice is called worse than the control. */
    @ParameterizedTest(name = "{0} of {1} against {2} of {3}")
    @CsvSource({
        "0.5, 300, 0.5, 300",
        "0.5, 100, 0.6, 100",
        "0.9, 300, 0.9, 300",
        "0.95, 300, 0.9, 300",
        "0.98, 200, 0.95, 300",
        "0.99, 300, 0.99, 300",
        "0.995, 300, 0.995, 300",
    })
    void newcombesIntervalHoldsTheTrueDifference(double p, int n, double p2, int n2) {
        double held = pairs(p, n, p2, n2, (one, other) -> holds(one.minus(other, 1), p - p2));
        assertTrue(held >= 0.94, held + " hold it");
    }

    /** Two and a half in a hundred, and what whole counts add: at 50 % and n = 300 it is 2.75 exactly. */
    @ParameterizedTest(name = "{0}, n = {1}")
    @CsvSource({"0.5, 300", "0.8, 300", "0.9, 300", "0.95, 300", "0.99, 300", "0.995, 500"})
    void noDifferenceIsSeldomCalledWorse(double p, int n) {
        double worse = pairs(
                p,
                n,
                p,
                n,
                (one, other) -> Comparison.AT_LEAST.judge(one.withIntervalOfDifference(other, 1), other.value())
                        == Ruling.VIOLATED);
        assertTrue(worse <= 0.025 + 0.003, worse + " are called worse");
    }

    /** As simulated as the contract has it: 2,000 runs of 1,000 and 1,000 at a true 95 %. */
    @Test
    void ofEqualSlicesAtMostOneInFortyIsCalledWorse() {
        long[] seen = hits(0.95, 1_000, 4);
        long[] control = hits(0.95, 1_000, 5);
        int worse = 0;
        for (int run = 0; run < RUNS; run++) {
            Estimate against = Estimate.ofShare(control[run], 1_000);
            Estimate judged = Estimate.ofShare(seen[run], 1_000).withIntervalOfDifference(against, 1);
            worse += Comparison.AT_LEAST.judge(judged, against.value()) == Ruling.VIOLATED ? 1 : 0;
        }
        // Its own error: sqrt(0.025 * 0.975 / 2000) is 0.35 %.
        assertTrue(worse <= RUNS * (0.025 + 0.0035), worse + " are called worse");
    }

    /** Exponential times with a mean of 100 ms; the histogram keeps three digits. */
    @ParameterizedTest(name = "p{0} of {1}")
    @CsvSource({"50, 100", "50, 400", "95, 200", "95, 400", "99, 600"})
    void theIntervalOfAPercentileHoldsTheTrueOne(double percent, int n) {
        SplittableRandom random = new SplittableRandom(6);
        double truth = -100 * Math.log1p(-percent / 100);
        int runs = 600;
        int held = 0;
        for (int run = 0; run < runs; run++) {
            Tallies tallies = new Tallies();
            for (int i = 0; i < n; i++) {
                tallies.ok(1, -100 * Math.log1p(-random.nextDouble()));
            }
            Estimate estimate = new Percentile(percent, Scope.ATTEMPTS)
                    .measure(tallies.seen())
                    .orElseThrow();
            held += estimate.low() <= truth * 1.001 && estimate.high() >= truth * 0.999 ? 1 : 0;
        }
        assertTrue(held >= runs * 0.94, held + " of " + runs);
    }

    private static boolean holds(Estimate estimate, double truth) {
        return estimate.low() <= truth + 1e-12 && estimate.high() >= truth - 1e-12;
    }

    private static double pairs(double p, int n, double p2, int n2, BiFunction<Estimate, Estimate, Boolean> what) {
        double[] first = binomial(p, n);
        double[] second = binomial(p2, n2);
        double sum = 0;
        for (int k = 0; k <= n; k++) {
            for (int k2 = 0; k2 <= n2; k2++) {
                double both = first[k] * second[k2];
                // What is that rare changes no digit of the sum.
                sum += both > 1e-12 && what.apply(Estimate.ofShare(k, n), Estimate.ofShare(k2, n2)) ? both : 0;
            }
        }
        return sum;
    }

    /** Returns the probability of each count, from each to the next. */
    private static double[] binomial(double p, int n) {
        double[] log = new double[n + 1];
        log[0] = n * Math.log1p(-p);
        for (int k = 1; k <= n; k++) {
            log[k] = log[k - 1] + Math.log((double) (n - k + 1) / k) + Math.log(p) - Math.log1p(-p);
        }
        return Arrays.stream(log).map(Math::exp).toArray();
    }
}
