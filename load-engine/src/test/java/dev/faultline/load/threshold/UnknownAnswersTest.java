package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.measure.Result;
import dev.faultline.load.split.ExpectedShare;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers that nobody signed leave open, and what the mesh's figures decide. */
class UnknownAnswersTest {

    private static final Result BACKEND = Result.answered(200, false, false, false);
    private static final Result INJECTOR = Result.answered(500, true, true, false);
    private static final Result UNSIGNED_OK = BACKEND.by(Answerer.UNKNOWN);
    private static final Result UNSIGNED_502 =
            Result.answered(502, false, false, false).by(Answerer.UNKNOWN);

    private static Tallies halfAndHalf() {
        return new Tallies().attempts(500, 5, 0, BACKEND).attempts(500, 1, 0, UNSIGNED_502);
    }

    private static ThresholdCheck judge(String threshold, Tallies seen) {
        return Threshold.of(threshold).judge(seen.seen(), Reference.to(new ExpectedShare(0.5)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "success_rate of backend >= 99%, UNDECIDED",
        "error_rate of backend < 1%,     UNDECIDED",
        "share of backend >= 40%,        UNDECIDED",
        "count of backend >= 10,         UNDECIDED",
        "rate of backend >= 10,          UNDECIDED",
        "share of injector = split,      UNDECIDED",
        "share of injector < 1%,         UNDECIDED",
        // About all, or about what is known, they say nothing wrong.
        "success_rate = split,           MET",
        "share of unknown = 50%,         MET",
        "share of nobody < 1%,           MET",
        "share of http-5xx = 50%,        MET",
        "p95 of backend < 100ms,         MET",
    })
    void unsignedAnswersLeaveAPartyUndecided(String threshold, ThresholdCheck.Ruling ruling) {
        ThresholdCheck check = judge(threshold, halfAndHalf());
        assertEquals(ruling, check.ruling(), check.because());
        assertEquals(
                ruling == ThresholdCheck.Ruling.UNDECIDED,
                check.because().contains("500 of 1000 answers bear no mark"),
                check.because());
    }

    /** It signs every answer that is not broken on the way. */
    @Test
    void anUnsignedSuccessIsNotTheInjectors() {
        Tallies seen = new Tallies().attempts(500, 5, 0, UNSIGNED_OK).attempts(500, 1, 0, INJECTOR);
        assertEquals(
                ThresholdCheck.Ruling.MET,
                judge("share of injector = split", seen).ruling());
        assertEquals(
                ThresholdCheck.Ruling.UNDECIDED,
                judge("share of backend = split", seen).ruling());
    }

    @Test
    void withoutAnyKnownAnswerThereIsAReason() {
        Tallies seen = new Tallies().attempts(500, 5, 0, UNSIGNED_OK);
        seen.tally.take(MeshReading.none(Gap.SHARED));
        ThresholdCheck check = judge("p95 of backend < 100ms", seen);
        assertEquals(ThresholdCheck.Ruling.UNDECIDED, check.ruling());
        assertTrue(check.because().contains("500 of 500 answers bear no mark"), check.because());
        assertTrue(check.because().contains("another load of this process"), check.because());
    }

    /** The mesh counts, but has no times of single answers. */
    @Test
    void timesNeedAnswersThatTheClientKnows() {
        Tallies seen = new Tallies().attempts(500, 5, 0, UNSIGNED_OK);
        seen.tally.take(MeshReading.of(
                MeshCounts.of(Map.of(new Series(Answerer.BACKEND, "shop", "200", "", true), 500L)), "1"));
        ThresholdCheck check = judge("p95 of backend < 100ms", seen);
        assertEquals(ThresholdCheck.Ruling.UNDECIDED, check.ruling());
        assertTrue(check.because().contains("of the 500 answers of the backend"), check.because());
    }

    @Test
    void whatTheMeshCountedDecides() {
        Tallies seen = halfAndHalf();
        seen.tally.take(MeshReading.of(
                MeshCounts.of(Map.of(
                        new Series(Answerer.BACKEND, "shop", "200", "", true), 500L,
                        new Series(Answerer.INJECTOR, "error-injector", "502", "", false), 500L)),
                "1"));
        for (String met : new String[] {
            "success_rate of backend >= 99%",
            "share of injector = split",
            "share of backend = split",
            "count of injector = 500"
        }) {
            ThresholdCheck check = judge(met, seen);
            assertEquals(ThresholdCheck.Ruling.MET, check.ruling(), check.because());
        }
    }

    /** A backend that is really bad fails, whoever signed what. */
    @Test
    void theMeshTellsABadBackend() {
        Tallies seen = halfAndHalf();
        seen.tally.take(MeshReading.of(
                MeshCounts.of(Map.of(
                        new Series(Answerer.BACKEND, "shop", "200", "", true), 500L,
                        new Series(Answerer.BACKEND, "shop", "502", "", false), 400L,
                        new Series(Answerer.INJECTOR, "error-injector", "502", "", false), 100L)),
                "1"));
        assertEquals(
                ThresholdCheck.Ruling.VIOLATED,
                judge("success_rate of backend >= 99%", seen).ruling());
    }

    @Test
    void successesThatTheClientDidNotGetDecideNothing() {
        Tallies seen = new Tallies().attempts(500, 5, 0, UNSIGNED_OK).attempts(500, 5, 0, UNSIGNED_OK.truncated());
        seen.tally.take(MeshReading.of(
                MeshCounts.of(Map.of(new Series(Answerer.BACKEND, "shop", "200", "", true), 1000L)), "1"));
        ThresholdCheck check = judge("success_rate of backend >= 99%", seen);
        assertEquals(ThresholdCheck.Ruling.UNDECIDED, check.ruling());
        assertTrue(check.because().contains("the mesh counted 1000 successes, the client 500"), check.because());
        assertEquals(
                ThresholdCheck.Ruling.MET,
                judge("share of backend >= 99%", seen).ruling());
    }

    @Test
    void whoseAnswersAreNotAsExpectedIsUndecidedUnlessTheySaySo() {
        MeshReading counted = MeshReading.of(
                MeshCounts.of(Map.of(new Series(Answerer.BACKEND, "shop", "200", "", true), 1000L)), "1");
        Tallies unsigned =
                new Tallies().attempts(900, 5, 0, UNSIGNED_OK).attempts(100, 5, 0, UNSIGNED_OK.notAsExpected());
        unsigned.tally.take(counted);
        ThresholdCheck check = judge("success_rate of backend >= 99%", unsigned);
        assertEquals(ThresholdCheck.Ruling.UNDECIDED, check.ruling());
        assertTrue(check.because().contains("100 answers that are not as expected bear no mark"), check.because());
        assertEquals(
                ThresholdCheck.Ruling.VIOLATED,
                judge("success_rate >= 99%", unsigned).ruling());
        assertEquals(
                ThresholdCheck.Ruling.MET,
                judge("share of unexpected = 10%", unsigned).ruling());
        Tallies known = new Tallies().attempts(900, 5, 0, BACKEND).attempts(100, 5, 0, BACKEND.notAsExpected());
        known.tally.take(counted);
        assertEquals(
                ThresholdCheck.Ruling.VIOLATED,
                judge("success_rate of backend >= 99%", known).ruling());
    }

    @Test
    void anUnknownBaselineIsNoneToCompareWith() {
        Tallies seen = new Tallies().attempts(1000, 5, 0, BACKEND);
        ThresholdCheck check = Threshold.of("success_rate of backend >= baseline")
                .judge(seen.seen(), new Reference(halfAndHalf().seen(), ExpectedShare.UNKNOWN));
        assertEquals(ThresholdCheck.Ruling.UNDECIDED, check.ruling());
        assertTrue(check.because().contains("in the baseline 500 of 1000 answers"), check.because());
    }
}
