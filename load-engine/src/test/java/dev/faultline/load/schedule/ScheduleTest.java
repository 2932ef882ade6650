package dev.faultline.load.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.schedule.RateProfile.ConstantRate;
import dev.faultline.load.schedule.RateProfile.RampRate;
import dev.faultline.load.schedule.RateProfile.StagedRate;
import dev.faultline.load.schedule.RateProfile.StepRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;

    /** A load that is changed while it runs, on one clock. */
    private static final class Run {
        private final List<Long> due = new ArrayList<>();
        private Schedule schedule;
        private long began;

        Run(RateProfile profile, InterArrival gaps) {
            schedule = Schedule.first(profile, gaps, Shard.WHOLE);
        }

        Run until(long end) {
            while (schedule.due() != RateProfile.NEVER && began + schedule.due() <= end) {
                due.add(began + schedule.due());
                schedule.advance();
            }
            return this;
        }

        Run change(long at, RateProfile profile, InterArrival gaps) {
            until(at);
            schedule = schedule.then(profile, gaps, at - began);
            began = at;
            return this;
        }
    }

    private static ConstantRate endless(double rate) {
        return new ConstantRate(rate, RateProfile.NEVER);
    }

    private static InterArrival poisson(long seed) {
        return InterArrival.poisson(new NumberedRandom(seed));
    }

    /** At every prefix the arrivals so far are the integral so far, but for one. */
    private static void assertFollows(DoubleUnaryOperator integral, List<Long> due) {
        for (int i = 0; i < due.size(); i++) {
            assertEquals(integral.applyAsDouble(due.get(i) / 1e9), i + 1, 1 + 1e-6, "arrival " + (i + 1));
            assertTrue(i == 0 || due.get(i) > due.get(i - 1), "arrival " + (i + 1));
        }
    }

    @ParameterizedTest(name = "at {0}/s arrival {1} is due at {2} ns")
    @CsvSource({
        "1, 1, 1000000000",
        "2, 3, 1500000000",
        "1000, 1, 1000000",
        "3, 3, 1000000000",
        "3, 1, 333333333",
        "3, 2, 666666667",
        "0.5, 2, 4000000000",
        // After a day at 3/s there is no drift.
        "3, 259200, 86400000000000",
    })
    void constantArrivalsAreDueAtTheirMultiple(double rate, int arrival, long due) {
        Schedule schedule = Schedule.first(endless(rate), InterArrival.CONSTANT, Shard.WHOLE);
        for (int i = 1; i < arrival; i++) {
            schedule.advance();
        }
        assertEquals(due, schedule.due());
    }

    /** By jumps of a thousand arrivals: the area is the same whole number that single ones add up to. */
    @Test
    void theLastArrivalOfADayIsExactlyAtItsEnd() {
        Schedule schedule = Schedule.first(new ConstantRate(5_000, DAY), arrival -> 1_000, Shard.WHOLE);
        long last = 0;
        long jumps = 0;
        while (schedule.due() != RateProfile.NEVER) {
            assertEquals(++jumps * SECOND / 5, schedule.due());
            last = schedule.due();
            schedule.advance();
        }
        assertEquals(DAY, last);
        assertEquals(432_000, jumps);
    }

    @Test
    void aChangedRateMakesNeitherAGapNorABurst() {
        List<Long> due = new Run(endless(50), InterArrival.CONSTANT)
                .change(SECOND, endless(500), InterArrival.CONSTANT)
                .change(2 * SECOND, endless(50), InterArrival.CONSTANT)
                .until(3 * SECOND)
                .due;
        assertEquals(600, due.size());
        assertFollows(t -> 50 * t + 450 * Math.max(0, Math.min(t, 2) - 1), due);
        for (int i = 1; i < due.size(); i++) {
            long gap = due.get(i) - due.get(i - 1);
            assertTrue(gap == 20 * MILLI || gap == 2 * MILLI, "gap " + gap + " at " + i);
        }
    }

    /** Changed in the middle of a gap, the arrival after is due when the two parts together are one. */
    @Test
    void arrivalsFollowTheIntegralWheneverTheRateChanges() {
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 200; run++) {
            long up = random.nextLong(1, 3 * SECOND);
            long down = up + random.nextLong(1, 3 * SECOND);
            double a = random.nextDouble(0.5, 2_000);
            double b = random.nextDouble(0.5, 2_000);
            List<Long> due = new Run(endless(a), InterArrival.CONSTANT)
                    .change(up, endless(b), InterArrival.CONSTANT)
                    .change(down, endless(a), InterArrival.CONSTANT)
                    .until(down + SECOND)
                    .due;
            assertFollows(t -> a * t + (b - a) * Math.max(0, Math.min(t, down / 1e9) - up / 1e9), due);
            for (int i = 1; i < due.size(); i++) {
                double gap = (due.get(i) - due.get(i - 1)) / 1e9;
                assertTrue(gap > 0.999 / Math.max(a, b) - 1e-9 && gap < 1.001 / Math.min(a, b) + 1e-9, "gap " + gap);
            }
        }
    }

    @Test
    void arrivalsFollowTheIntegralFromAHoldToARampAndBack() {
        List<Long> due = new Run(endless(70), InterArrival.CONSTANT)
                .change(1_234_567_890L, new RampRate(70, 700, 2 * SECOND), InterArrival.CONSTANT)
                .change(3_234_567_890L, endless(700), InterArrival.CONSTANT)
                .until(4 * SECOND)
                .due;
        double from = 1.234567890;
        assertFollows(
                t -> {
                    double ramp = Math.max(0, Math.min(t - from, 2));
                    return 70 * Math.min(t, from) + ramp * (70 + 315 * ramp / 2) + 700 * Math.max(0, t - from - 2);
                },
                due);
        for (int i = 1; i < due.size(); i++) {
            long gap = due.get(i) - due.get(i - 1);
            assertTrue(gap <= SECOND / 70 + 2 && gap >= SECOND / 700 - 2, "gap " + gap + " at " + i);
        }
    }

    @ParameterizedTest(name = "{0}/s to {1}/s after {2} ms: the next is due after {3} us")
    @CsvSource({
        // Halfway to the next at the old rate is halfway to the next at the new one.
        "0.5, 1000, 1000, 500",
        "1, 10000, 250, 75",
        "1000, 0.5, 0.5, 1000000",
        "10, 10, 30, 70000",
    })
    void whatIsLeftOfAGapIsTakenOver(double before, double after, double changedMillis, long leftMicros) {
        long now = Math.round(changedMillis * MILLI);
        Schedule changed = Schedule.first(endless(before), InterArrival.CONSTANT, Shard.WHOLE)
                .then(endless(after), InterArrival.CONSTANT, now);
        assertEquals(leftMicros * 1_000, changed.due());
    }

    @Test
    void ofOverdueArrivalsOneIsDueAtOnceAndNoBurst() {
        Schedule changed = Schedule.first(endless(1_000), InterArrival.CONSTANT, Shard.WHOLE)
                .then(endless(10), InterArrival.CONSTANT, 5 * SECOND);
        assertEquals(0, changed.due());
        changed.advance();
        assertEquals(SECOND / 10, changed.due());
    }

    @Test
    void aGapIsTakenOverThroughAPause() {
        List<Long> due = new Run(endless(10), InterArrival.CONSTANT)
                .change(SECOND + 50 * MILLI, new ConstantRate(0, SECOND), InterArrival.CONSTANT)
                .change(2 * SECOND + 50 * MILLI, endless(10), InterArrival.CONSTANT)
                .until(3 * SECOND)
                .due;
        assertEquals(2 * SECOND + 100 * MILLI, due.get(10));
        assertEquals(20, due.size());
    }

    @Test
    void constantArrivalsThatAreChangedAllTheTimeKeepTheirRate() {
        Run run = new Run(endless(500), InterArrival.CONSTANT);
        for (long now = MILLI; now <= 100 * SECOND; now += MILLI) {
            run.change(now, endless(now / MILLI % 2 == 0 ? 500 : 1_500), InterArrival.CONSTANT);
        }
        assertEquals(100_000, run.due.size(), 1);
        assertFollows(
                t -> {
                    double millis = t * 1_000;
                    double pairs = Math.floor(millis / 2);
                    double rest = millis - 2 * pairs;
                    return 2 * pairs + 0.5 * Math.min(rest, 1) + 1.5 * Math.max(0, rest - 1);
                },
                run.due);
    }

    /** 4 standard deviations, seed fixed. */
    @Test
    void poissonArrivalsThatAreChangedAllTheTimeKeepTheirRate() {
        InterArrival gaps = poisson(1);
        Run run = new Run(endless(500), gaps);
        for (long now = MILLI; now <= 100 * SECOND; now += MILLI) {
            run.change(now, endless(now / MILLI % 2 == 0 ? 500 : 1_500), gaps);
        }
        assertEquals(100_000, run.due.size(), 4 * Math.sqrt(100_000));
    }

    @Test
    void constantArrivalsMayBecomePoissonOnes() {
        List<Long> due = new Run(endless(100), InterArrival.CONSTANT)
                .change(SECOND + 3 * MILLI, endless(100), poisson(5))
                .until(101 * SECOND)
                .due;
        assertEquals(SECOND + 10 * MILLI, due.get(100), "what is left of the constant gap comes first");
        double[] areas = new double[due.size() - 101];
        for (int i = 0; i < areas.length; i++) {
            areas[i] = (due.get(i + 101) - due.get(i + 100)) / 1e9 * 100;
        }
        assertExponential(areas);
    }

    @Test
    void poissonGapsAreExponential() {
        Schedule schedule = Schedule.first(endless(500), poisson(42), Shard.WHOLE);
        double[] areas = new double[100_000];
        long before = 0;
        for (int i = 0; i < areas.length; i++) {
            areas[i] = (schedule.due() - before) / 1e9 * 500;
            before = schedule.due();
            schedule.advance();
        }
        assertEquals(200, before / 1e9, 3 * Math.sqrt(100_000) / 500);
        assertExponential(areas);
    }

    /** Time change: seen by the area instead of the clock, arrivals over any profile are those of one a second. */
    @Test
    void poissonArrivalsOverChangingRatesAreExponentialInTheirArea() {
        RateProfile profile = StagedRate.of(
                List.of(
                        new RampRate(0, 1_000, 60 * SECOND),
                        new ConstantRate(0, SECOND),
                        new StepRate(1_000, 100, 100, 5 * SECOND),
                        new RampRate(100, 0, 60 * SECOND)),
                RateProfile.NEVER);
        Schedule schedule = Schedule.first(profile, poisson(42), Shard.WHOLE);
        List<Double> areas = new ArrayList<>();
        double before = 0;
        while (schedule.due() != RateProfile.NEVER) {
            double area = profile.areaAt(schedule.due());
            areas.add(area - before);
            before = area;
            schedule.advance();
        }
        double total = profile.areaAt(profile.lengthNanos());
        assertEquals(total, areas.size(), 4 * Math.sqrt(total));
        assertExponential(areas.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Test
    void theSameSeedMakesTheSameArrivals() {
        Run one = new Run(endless(100), poisson(9)).until(10 * SECOND);
        Run other = new Run(endless(100), poisson(9)).until(10 * SECOND);
        assertEquals(one.due, other.due);
        assertTrue(!one.due.equals(new Run(endless(100), poisson(10)).until(10 * SECOND).due));
    }

    /** Kolmogorov-Smirnov against the exponential distribution of mean one; the bound is that of alpha = 1 %. */
    private static void assertExponential(double[] areas) {
        int n = areas.length;
        Arrays.sort(areas);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double cdf = 1 - Math.exp(-areas[i]);
            distance = Math.max(distance, Math.max(cdf - (double) i / n, (i + 1.0) / n - cdf));
        }
        assertTrue(distance < 1.63 / Math.sqrt(n), "distance " + distance + " of " + n);
    }
}
