package dev.faultline.injector.decide;

import static dev.faultline.injector.decide.Deciders.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.faultline.injector.value.ChiSquare;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares are exact: a million decisions each, rejected where {@link ChiSquare} says that chance does not do that. */
class ExactSharesTest {

    private static final int DRAWS = 1_000_000;
    private static final int FEWER = 200_000;
    private static final InstantSource CLOCK = InstantSource.fixed(Deciders.NOON);

    /** Returns a rule with one abort for each percentage, with the statuses 500, 501 and so on. */
    private static String aborts(double... percentages) {
        return IntStream.range(0, percentages.length)
                .mapToObj(i -> "{'type':'status','status':" + (500 + i) + ",'percentage':" + percentages[i] + "}")
                .collect(Collectors.joining(",", "'aborts':[", "]"));
    }

    /** Fails unless the statuses 500, 501 and so on, and then 200, come as often as these percentages say. */
    private static void assertShares(Decider<String> decider, int draws, double... percentages) {
        Map<String, Long> seen = Deciders.outcomes(decider, Requests.ANY, draws);
        long[] counts = new long[percentages.length + 1];
        double[] shares = new double[percentages.length + 1];
        double rest = 100;
        for (int i = 0; i < percentages.length; i++) {
            counts[i] = count(seen, Integer.toString(500 + i));
            shares[i] = percentages[i] / 100;
            rest -= percentages[i];
        }
        counts[percentages.length] = count(seen, "200");
        shares[percentages.length] = rest < 1e-9 ? 0 : rest / 100;
        assertEquals(draws, Arrays.stream(counts).sum(), seen::toString);
        ChiSquare.assertFits(counts, shares, Arrays.toString(percentages));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 1, 30, 50, 60, 99.9, 100})
    void oneAbort(double percentage) {
        for (long seed : new long[] {1, 2, -3}) {
            String plan = "{'seed':" + seed + ",'rules':[{" + aborts(percentage) + "}]}";
            assertShares(Deciders.of(plan, CLOCK), DRAWS, percentage);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "1 2 3 4",
                "0.01 0.02 0.03",
                "33.3 33.3 33.4",
                "99.9 0.1",
                "50 0 50",
                "10 10 10 10 10 10 10 10 10 10",
                "33.33333 33.33333 33.33334",
                "60 30 9.99",
                "0 100",
                "100 0",
            })
    void severalAborts(String mix) {
        double[] percentages = Arrays.stream(mix.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (long seed : new long[] {4}) {
            String plan = "{'seed':" + seed + ",'rules':[{" + aborts(percentages) + "}]}";
            assertShares(Deciders.of(plan, CLOCK), DRAWS, percentages);
        }
    }

    @Test
    void ninePercentOfTinySharesAddUp() {
        double[] tiny = DoubleStream.generate(() -> 0.09).limit(99).toArray();
        Map<String, Long> seen = Deciders.outcomes(
                Deciders.of("{'seed':6,'rules':[{" + aborts(tiny) + "}]}", CLOCK), Requests.ANY, DRAWS);
        long spared = count(seen, "200");
        ChiSquare.assertFits(new long[] {DRAWS - spared, spared}, new double[] {0.0891, 0.9109}, "99 x 0.09");
        assertEquals(100, seen.size());
    }

    @ParameterizedTest
    @CsvSource({"20, 30, 1", "0.5, 60, 2", "50, 50, 3"})
    void delayAndAbortAreIndependent(double delay, double abort, long seed) {
        String plan = "{'seed':" + seed + ",'rules':[{'delay':{'type':'exponential','mean':'10ms','percentage':" + delay
                + "}," + aborts(abort) + "}]}";
        Map<String, Long> seen = Deciders.outcomes(Deciders.of(plan, CLOCK), Requests.ANY, DRAWS);
        long[][] table = {{count(seen, "held 500"), count(seen, "held 200")}, {count(seen, "500"), count(seen, "200")}};
        ChiSquare.assertIndependent(table, "delay and abort");
        double d = delay / 100;
        double a = abort / 100;
        ChiSquare.assertFits(
                new long[] {table[0][0], table[0][1], table[1][0], table[1][1]},
                new double[] {d * a, d * (1 - a), (1 - d) * a, (1 - d) * (1 - a)},
                "delay and abort");
    }

    @Test
    void neighbouringRequestsAreIndependent() {
        for (long seed : List.of(0L, 1L, 42L)) {
            Decider<String> decider = Deciders.of("{'seed':" + seed + ",'rules':[{" + aborts(30) + "}]}", CLOCK);
            long[][] pairs = new long[2][2];
            int before = 0;
            for (int i = 0; i < FEWER; i++) {
                int now = ((Outcome<String>) decider.decide(Requests.ANY))
                                .action()
                                .equals("500")
                        ? 1
                        : 0;
                pairs[before][now]++;
                before = now;
            }
            ChiSquare.assertIndependent(pairs, "neighbours of seed " + seed);
        }
    }

    @ParameterizedTest(name = "{0} s after the start")
    @CsvSource({"0, 0", "1, 0.01", "25, 0.25", "50, 0.5", "99.5, 0.995", "100, 1", "1000, 1"})
    void rampsScaleThePercentagesOfDelayAndAborts(double seconds, double share) {
        InstantSource clock = InstantSource.fixed(Deciders.NOON.plus(Duration.ofNanos((long) (seconds * 1e9))));
        String when = "'when':{'type':'ramp','over':'100s'},";
        String plan = "{'seed':7,'rules':[{" + when + aborts(40, 20) + "}]}";
        assertShares(Deciders.of(plan, clock), FEWER, 40 * share, 20 * share);
        String delayed = "{'seed':8,'rules':[{" + when + "'delay':{'type':'fixed','value':'1s','percentage':50}}]}";
        Map<String, Long> seen = Deciders.outcomes(Deciders.of(delayed, clock), Requests.ANY, FEWER);
        ChiSquare.assertFits(
                new long[] {count(seen, "held 200"), count(seen, "200")},
                new double[] {0.5 * share, 1 - 0.5 * share},
                "delay at " + share);
    }

    @Test
    void partitionsOfAHundredPercentHaveNoCrack() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 200; i++) {
            int[] cuts = random.ints(random.nextInt(1, 99), 0, 10_001).sorted().toArray();
            double[] percentages = new double[cuts.length + 1];
            for (int j = 0; j <= cuts.length; j++) {
                int from = j == 0 ? 0 : cuts[j - 1];
                percentages[j] = ((j == cuts.length ? 10_000 : cuts[j]) - from) / 100.0;
            }
            Decider<String> decider = Deciders.of("{'seed':" + i + ",'rules':[{" + aborts(percentages) + "}]}", CLOCK);
            Map<String, Long> seen = Deciders.outcomes(decider, Requests.ANY, 2_000);
            assertFalse(seen.containsKey("200"), Arrays.toString(percentages));
        }
    }
}
