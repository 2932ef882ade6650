package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever got no answer has waited for ever. */
class UnansweredTest {

    private static final List<ResultClass> NO_ANSWER = Stream.of(ResultClass.values())
            .filter(resultClass -> !resultClass.isAnswer() && resultClass != ResultClass.SHED)
            .toList();

    /** So far apart that a histogram of three digits tells them apart from each other and from the limits. */
    private static final double[] TIMES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

    private static final double[] LIMITS = {0.5, 1.5, 3, 7, 15, 30, 70, 150, 300, 700, 1_500};

    /** A mix that was drawn: how long each was waited for, infinite without an answer. */
    private record Mix(Tallies tallies, List<Double> waits) {

        static Mix of(SplittableRandom random, int most) {
            Mix mix = new Mix(new Tallies(), new ArrayList<>());
            int answered = random.nextInt(most);
            // Often none or few, so that ranks at the edge are met.
            int unanswered = random.nextInt(4) == 0 ? random.nextInt(most) : random.nextInt(1 + most / 20);
            int full = random.nextInt(4) == 0 ? random.nextInt(1 + most / 20) : 0;
            for (int i = 0; i < answered; i++) {
                double time = TIMES[random.nextInt(TIMES.length)];
                Result result = Result.answered(random.nextBoolean() ? 200 : 500, false, false, random.nextBoolean());
                mix.tallies.attempts(1, time, 0, result);
                mix.waits.add(time);
            }
            for (int i = 0; i < unanswered + full; i++) {
                mix.waits.add(Double.POSITIVE_INFINITY);
            }
            for (int i = 0; i < unanswered; i++) {
                mix.tallies.unanswered(1, NO_ANSWER.get(random.nextInt(NO_ANSWER.size())));
            }
            mix.tallies.shed(full, ShedReason.FULL);
            return mix;
        }

        long within(double limit) {
            return waits.stream().filter(wait -> wait < limit).count();
        }
    }

    /** That p(q) is below a limit is exactly that at least q percent of all were answered within it. */
    @ParameterizedTest
    @CsvSource({"1, ''", "2, ' of requests'"})
    void aPercentileHoldsExactlyIfSoManyWereAnsweredInTime(long seed, String scope) {
        SplittableRandom random = new SplittableRandom(seed);
        int met = 0;
        int violated = 0;
        for (int run = 0; run < 800; run++) {
            Mix mix = Mix.of(random, 1 + random.nextInt(300));
            int n = mix.waits.size();
            // Tenths of a percent, so that shares are compared in whole numbers.
            int tenths = 1 + random.nextInt(999);
            double limit = LIMITS[random.nextInt(LIMITS.length)];
            String text = "p(" + tenths / 10 + "." + tenths % 10 + ")" + scope + " < " + limit + " min_n 1";
            ThresholdCheck check = Threshold.of(text).judgeAtFaceValue(mix.tallies.seen(), Reference.none());
            if (n == 0) {
                assertEquals(Ruling.UNDECIDED, check.ruling(), check.because());
                continue;
            }
            boolean enough = mix.within(limit) * 1_000 >= (long) tenths * n;
            assertEquals(enough ? Ruling.MET : Ruling.VIOLATED, check.ruling(), check::because);
            met += enough ? 1 : 0;
            violated += enough ? 0 : 1;
        }
        assertFalse(met < 150 || violated < 150, met + " met, " + violated + " violated");
    }

    /** A single one makes a mean and a maximum infinite, and all of them a minimum. */
    @Test
    void meansAndExtremesKnowThemToo() {
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 200; run++) {
            Mix mix = Mix.of(random, 1 + random.nextInt(60));
            if (mix.waits.isEmpty()) {
                continue;
            }
            long unanswered =
                    mix.waits.stream().filter(wait -> wait.isInfinite()).count();
            Map<String, Boolean> infinite =
                    Map.of("max", unanswered > 0, "avg", unanswered > 0, "min", unanswered == mix.waits.size());
            infinite.forEach((figure, expected) -> {
                Threshold threshold = Threshold.of(figure + " < 1d");
                Estimate estimate =
                        threshold.metric().measure(mix.tallies.seen()).orElseThrow();
                assertEquals(expected, Double.isInfinite(estimate.value()), figure);
            });
        }
    }

    @ParameterizedTest
    @MethodSource
    void noClassWithoutAnAnswerMeetsABound(ResultClass resultClass) {
        TimedTally seen = new Tallies().unanswered(1_000, resultClass).seen();
        for (String figure : List.of("p1", "p95", "med", "p999", "avg", "min", "max", "http_req_duration: p(95)")) {
            for (String scope : List.of("", " of requests", " of nobody", " of " + resultClass.wire())) {
                Threshold threshold = Threshold.of(figure + scope + " < 500ms");
                ThresholdCheck check = threshold.judge(seen, Reference.none());
                assertEquals(Ruling.VIOLATED, check.ruling(), check.because());
                assertEquals(
                        Ruling.VIOLATED,
                        threshold.judgeAtFaceValue(seen, Reference.none()).ruling());
            }
        }
    }

    static List<ResultClass> noClassWithoutAnAnswerMeetsABound() {
        return NO_ANSWER;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    p95 < 500ms     | p95 < 500ms does not hold: more than 5% of 1000 got no answer
                    p(99.9) < 500ms | p(99.9) < 500ms does not hold: more than 0.1% of 1000 got no answer
                    p90 < 500ms     | p90 < 500ms is undecided: more than 10% of 1000 got no answer, 95% interval 5.0ms and more
                    p89 < 500ms     | p89 < 500ms is undecided: 5.0ms measured, 95% interval 5.0ms and more, 1000 samples
                    max < 500ms     | max < 500ms does not hold: not all of 1000 got an answer
                    min < 500ms     | min < 500ms holds: 5.0ms measured, 1000 samples
                    avg < 500ms     | avg < 500ms does not hold: not all of 1000 got an answer, so that there is no mean
                    p9 of dns < 1s  | p9 of dns < 1s does not hold: more than 91% of 105 got no answer
                    min of dns < 1s | min of dns < 1s does not hold: none of 105 got an answer
                    p95 of ok < 1s  | p95 of ok < 1s holds: 5.0ms measured, 895 samples
                    """)
    void theSentenceSaysIt(String text, String because) {
        TimedTally seen =
                new Tallies().ok(895, 5).unanswered(105, ResultClass.DNS).seen();
        assertEquals(because, Threshold.of(text).judge(seen, Reference.none()).because());
    }

    @Test
    void whatReportsShowIsInWordsToo() throws Exception {
        TimedTally seen =
                new Tallies().ok(900, 5).unanswered(100, ResultClass.RESET).seen();
        ThresholdCheck check = Threshold.of("p95 < 500ms").judge(seen, Reference.none());
        assertEquals("p95 < 500ms: more than 5% of 1000 got no answer", check.brief());
        assertEquals("more than 5% of 1000 got no answer", check.figure().orElseThrow());
        assertEquals(true, check.interval().isEmpty());
        ObjectMapper mapper = new ObjectMapper();
        JsonNode json = mapper.readTree(mapper.writeValueAsString(check));
        assertEquals(
                "{\"value\":null,\"low\":null,\"high\":null,\"samples\":1000}",
                json.get("measured").toString());
        assertEquals(500, json.get("limit").asDouble());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "p95 < baseline + 10ms, UNDECIDED",
        "p95 > baseline * 2, UNDECIDED",
        "p95 = baseline, UNDECIDED",
        "p95 != baseline, UNDECIDED",
        "avg < baseline * 0, UNDECIDED",
        "p50 < baseline + 1ms, MET",
    })
    void anInfiniteBaselineIsNoneToCompareWith(String text, Ruling ruling) {
        TimedTally baseline =
                new Tallies().ok(900, 5).unanswered(100, ResultClass.TIMEOUT).seen();
        for (TimedTally seen : List.of(new Tallies().ok(1_000, 5).seen(), baseline)) {
            Reference reference = new Reference(baseline, ExpectedShare.UNKNOWN);
            ThresholdCheck check = Threshold.of(text).judge(seen, reference);
            assertEquals(ruling, check.ruling(), check.because());
            assertEquals(
                    ruling, Threshold.of(text).judgeAtFaceValue(seen, reference).ruling());
            assertEquals(ruling == Ruling.UNDECIDED, check.limit() == null, check.because());
        }
    }

    @Test
    void whyABaselineIsNoneIsSaid() {
        TimedTally baseline =
                new Tallies().ok(900, 5).unanswered(100, ResultClass.TIMEOUT).seen();
        assertEquals(
                "p95 < baseline is undecided: at the baseline more than 5% of 1000 got no answer",
                Threshold.of("p95 < baseline")
                        .judge(new Tallies().ok(1_000, 5).seen(), new Reference(baseline, ExpectedShare.UNKNOWN))
                        .because());
    }
}
