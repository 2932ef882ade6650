package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.load.threshold.TimeMetric.Mean;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {

    /** 900 ok of 1 to 900 ms, 60 with 404, 20 with 500, 20 that timed out, 10 never sent; ten seconds. */
    private static TimedTally mixed() {
        Tallies tallies = new Tallies();
        for (int i = 1; i <= 900; i++) {
            tallies.ok(1, i);
        }
        return tallies.status(60, 404)
                .status(20, 500)
                .unanswered(20, ResultClass.TIMEOUT)
                .shed(10, ShedReason.FULL)
                .seen();
    }

    @ParameterizedTest(name = "{0} measures {1} of {2}")
    @CsvSource({
        "success_rate > 0%, 0.96, 1000",
        "error_rate > 0%, 0.04, 1000",
        "success_rate of http-4xx > 0%, 1, 60",
        "success_rate of requests > 0%, 0.96, 1000",
        "share of timeout > 0%, 0.02, 1000",
        "share of nobody > 0%, 0.02, 1000",
        "share of shed > 0%, 0.0099, 1010",
        "count > 0, 1000, 1000",
        "count of ok > 0, 900, 1000",
        "count of shed > 0, 10, 1010",
        "rate > 0, 100, 1000",
        "rate of shed > 0, 1, 1010",
        "http_req_failed: rate > 0, 0.04, 1000",
        "dropped_iterations: rate > 0, 1, 1010",
        "avg of ok > 0, 450.5, 900",
        "min of ok > 0, 1, 900",
        "med of ok > 0, 450, 900",
        "max of ok > 0, 900, 900",
        "p90 of ok > 0, 810, 900",
        // Of all: 900 ok, 80 in 5 ms, and 30 of 1,010 that got no answer.
        "min > 0, 1, 1010",
        "med > 0, 425, 1010",
        "p90 > 0, 829, 1010",
        "p97 > 0, 900, 1010",
        "p97.1 > 0, Infinity, 1010",
        "p97 of requests > 0, 900, 1010",
        "p97.1 of requests > 0, Infinity, 1010",
        "avg > 0, Infinity, 1010",
        "max > 0, Infinity, 1010",
        "min of timeout > 0, Infinity, 20",
        "p1 of nobody > 0, Infinity, 20",
        "max of backend > 0, 900, 980",
    })
    void measures(String text, double value, long samples) {
        Estimate estimate = Threshold.of(text).metric().measure(mixed()).orElseThrow();
        assertEquals(value, estimate.value(), Double.isInfinite(value) ? 0 : value * 0.001 + 1e-9);
        assertEquals(samples, estimate.samples());
        assertTrue(estimate.low() <= estimate.value() && estimate.value() <= estimate.high(), estimate.toString());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "count = 1000, MET",
        "count === 999, VIOLATED",
        "count != 999, MET",
        "count != 1000, VIOLATED",
        "rate >= 100, MET",
        "rate > 100, VIOLATED",
        "max of ok < 901, MET",
        "max of ok < 899, VIOLATED",
        "min of ok > 2, VIOLATED",
        "avg of ok < 460, UNDECIDED",
        "avg of ok < 480, MET",
        "avg of ok < 400, VIOLATED",
        "med of ok < 500, MET",
        "success_rate != 91%, UNDECIDED",
        "success_rate != 85%, MET",
        "error_rate < 13%, MET",
        "share of timeout < 1%, VIOLATED",
        "http_req_failed: rate < 0.05, VIOLATED",
        "p95 of refused < 1s, UNDECIDED",
        "count of refused < 1, MET",
        "avg of ok < 1s min_n 901, UNDECIDED",
        "avg of ok < 1s min_n 900, MET",
        "p95 < 1s, MET",
        "p97 < 1s, UNDECIDED",
        "p99 < 1s, VIOLATED",
        "p99 = 1s, VIOLATED",
        "p99 != 1s, MET",
        "p97 = 900ms, UNDECIDED",
        "p97 != 900ms, UNDECIDED",
        "max < 1s, VIOLATED",
        "max = 900ms, VIOLATED",
        "max != 900ms, MET",
        "avg < 1d, VIOLATED",
        "p95 of timeout < 5s, VIOLATED",
        "min of timeout > 5s, MET",
        "p99 < 1s min_n 1001, UNDECIDED",
    })
    void judgesByTheInterval(String text, Ruling ruling) {
        // Nothing shed, which would leave open what holds; 900 of 1,000 succeed.
        Tallies tallies = new Tallies();
        for (int i = 1; i <= 900; i++) {
            tallies.ok(1, i);
        }
        TimedTally seen =
                tallies.status(80, 500).unanswered(20, ResultClass.TIMEOUT).seen();
        ThresholdCheck check = Threshold.of(text).judge(seen, Reference.none());
        assertEquals(ruling, check.ruling(), check.because());
    }

    @Test
    void withoutAKnownTimeThereIsNoRate() {
        ThresholdCheck check = Threshold.of("rate > 1").judge(mixed().tally(), Reference.none());
        assertEquals("rate > 1: no data", check.because());
        assertEquals(Ruling.UNDECIDED, check.ruling());
    }

    @Test
    void withoutArrivalsNothingIsCounted() {
        TimedTally nothing = new Tallies().seen();
        for (String text : new String[] {"count < 10", "dropped_iterations: count < 10", "rate < 5", "max < 1s"}) {
            assertEquals(
                    Ruling.UNDECIDED,
                    Threshold.of(text).judge(nothing, Reference.none()).ruling(),
                    text);
        }
    }

    @Test
    void aHandfulOfTimesHasNoMeanToJudge() {
        ThresholdCheck check =
                Threshold.of("avg < 1s").judge(new Tallies().ok(29, 5).seen(), Reference.none());
        assertEquals(Ruling.UNDECIDED, check.ruling(), check.because());
        check = Threshold.of("avg < 1s").judge(new Tallies().ok(30, 5).seen(), Reference.none());
        assertEquals(Ruling.MET, check.ruling(), check.because());
    }

    @Test
    void tooFewSamplesAtFaceValueAreSaidSo() {
        ThresholdCheck check = Threshold.of("p95 < 1s")
                .judgeAtFaceValue(new Tallies().ok(19, 5).seen(), Reference.none());
        assertEquals("p95 < 1s is undecided: too few samples, 19 of 20", check.because());
        check = Threshold.of("p95 < 1s min_n 5")
                .judgeAtFaceValue(new Tallies().ok(19, 5).seen(), Reference.none());
        assertEquals(Ruling.MET, check.ruling());
    }

    /** The interval of the mean holds the true one in about 95 of 100 runs; exponential times, fixed seed. */
    @Test
    void theIntervalOfTheMeanHoldsTheTrueOne() {
        SplittableRandom random = new SplittableRandom(7);
        int held = 0;
        for (int run = 0; run < 400; run++) {
            Tallies tallies = new Tallies();
            for (int i = 0; i < 400; i++) {
                tallies.ok(1, -100 * Math.log1p(-random.nextDouble()));
            }
            Estimate estimate = new Mean(Scope.ATTEMPTS).measure(tallies.seen()).orElseThrow();
            held += estimate.low() <= 100 && estimate.high() >= 100 ? 1 : 0;
        }
        assertTrue(held >= 366, held + " of 400");
    }
}
