package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlidingEvaluatorTest {

    private static final long SECOND = 1_000_000_000;
    private static final Threshold GOOD = Threshold.of("success_rate >= 90% over 3s");

    private final List<Window> seconds = new ArrayList<>();

    private static Window second(double start, Tally tally) {
        long nanos = Math.round(start * SECOND);
        return new Window(Instant.EPOCH, nanos, nanos + SECOND, tally);
    }

    /** A second of 200 attempts of which some fail. */
    private static Tally failing(int bad) {
        return new Tallies().ok(200 - bad, 5).status(bad, 500).tally;
    }

    private static SlidingEvaluator sliding(Threshold... thresholds) {
        return new SlidingEvaluator(Duration.ofSeconds(3), List.of(thresholds), Threshold::judge);
    }

    private void seconds(double from, int... bad) {
        for (int each : bad) {
            seconds.add(second(from + seconds.size(), failing(each)));
        }
    }

    private ThresholdCheck judged(double from, double to) {
        SlidingEvaluator sliding = sliding(GOOD);
        sliding.begin(Math.round(from * SECOND));
        sliding.add(seconds, Reference.none());
        sliding.end(Math.round(to * SECOND), Reference.none());
        return sliding.worst(GOOD);
    }

    @Test
    void whatHoldsInEveryWindowHolds() {
        seconds(0, 0, 5, 0, 5, 0, 5);
        ThresholdCheck check = judged(0, 6);
        assertEquals(Ruling.MET, check.ruling(), check.because());
        assertEquals(600, check.measured() == null ? 0 : check.measured().samples());
    }

    @Test
    void oneBadWindowOutweighsTheRest() {
        // On the whole 3.3 % fail.
        int[] bad = new int[40];
        bad[20] = 90;
        bad[21] = 90;
        bad[22] = 90;
        seconds(0, bad);
        ThresholdCheck check = judged(0, 40);
        assertEquals(Ruling.VIOLATED, check.ruling(), check.because());
        // The first window that is beyond doubt bad: one or two bad seconds of three.
        assertTrue(check.because().endsWith("(in the 3 s up to second 21)"), check.because());
    }

    @Test
    void doubtOutweighsWhatHolds() {
        seconds(0, 0, 0, 0, 60, 0, 0, 0);
        ThresholdCheck check = judged(0, 7);
        assertEquals(Ruling.UNDECIDED, check.ruling(), check.because());
    }

    @Test
    void whatEndedBeforeTheSpanDoesNotCount() {
        seconds(0, 200, 200, 200, 0, 0, 0, 0);
        assertEquals(Ruling.MET, judged(3, 7).ruling());
        // Seconds that do not begin with the span: none of those that reach back is judged.
        assertEquals(Ruling.MET, judged(2.6, 6.6).ruling());
    }

    @Test
    void aSpanAsLongAsTheWindowIsJudgedOnWhatEndedInIt() {
        seconds(0.4, 200, 0, 0, 0, 0);
        ThresholdCheck check = judged(1, 4);
        assertEquals(Ruling.MET, check.ruling(), check.because());
    }

    @Test
    void aSpanThatWasCutShortIsNotJudged() {
        seconds(0, 0, 0, 0, 0);
        ThresholdCheck check = judged(2, 4);
        assertEquals("success_rate >= 90% over 3s: no data", check.because());
        assertEquals(Ruling.UNDECIDED, check.ruling());
    }

    @Test
    void theWorstOfSeveralSpansIsKept() {
        SlidingEvaluator sliding = sliding(GOOD);
        sliding.begin(0);
        seconds(0, 0, 200, 0, 0);
        sliding.add(seconds, Reference.none());
        sliding.begin(10 * SECOND);
        for (int i = 10; i < 15; i++) {
            sliding.add(List.of(second(i, failing(0))), Reference.none());
        }
        assertEquals(Ruling.VIOLATED, sliding.worst(GOOD).ruling());
    }

    @Test
    void aLateClientLeavesItsWindowsUndecided() {
        Threshold p99 = Threshold.of("p99 < 100ms over 3s");
        SlidingEvaluator sliding = sliding(p99);
        sliding.begin(0);
        for (int i = 0; i < 10; i++) {
            Tally tally = i == 5 ? new Tallies().late(200, 500, 495).tally : failing(0);
            sliding.add(List.of(second(i, tally)), Reference.none());
        }
        ThresholdCheck check = sliding.worst(p99);
        assertEquals(Ruling.UNDECIDED, check.ruling(), check.because());
        assertTrue(check.because().contains("the client itself was late"), check.because());
    }

    /** Judged by adding and taking away, second by second, is judged on the sums; fixed seed. */
    @Test
    void theSlidingSumIsTheSum() {
        SplittableRandom random = new SplittableRandom(11);
        Threshold exactly = Threshold.of("count of http-5xx < 1000000 over 3s");
        List<Long> measured = new ArrayList<>();
        SlidingEvaluator sliding =
                new SlidingEvaluator(Duration.ofSeconds(3), List.of(exactly), (threshold, seen, reference) -> {
                    measured.add(
                            seen.tally().sent() - seen.tally().succeeded(dev.faultline.load.measure.Scope.ATTEMPTS));
                    return threshold.judge(seen, reference);
                });
        sliding.begin(0);
        List<Long> expected = new ArrayList<>();
        long[] bad = new long[50];
        for (int i = 0; i < 50; i++) {
            bad[i] = random.nextInt(200);
            // Ticks are some milliseconds early or late.
            long start = i * SECOND + (i == 0 ? 0 : random.nextInt(20_000_000));
            sliding.add(
                    List.of(new Window(
                            Instant.EPOCH, start, (i + 1) * SECOND + random.nextInt(20_000_000), failing((int)
                                    bad[i]))),
                    Reference.none());
            if (i >= 2) {
                expected.add(bad[i] + bad[i - 1] + bad[i - 2]);
            }
        }
        assertEquals(expected, measured);
    }
}
