package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who answered, by the mesh and by the client. */
class MeshTallyTest {

    private static final Series BACKEND = new Series(Answerer.BACKEND, "shop", "200", "", true);
    private static final Series BACKEND_FAILS = new Series(Answerer.BACKEND, "shop", "503", "", false);
    private static final Series INJECTOR = new Series(Answerer.INJECTOR, "error-injector", "502", "", false);
    private static final Series INJECTOR_BREAKS =
            new Series(Answerer.INJECTOR, "error-injector", MeshCounts.NO_STATUS, "unclassified", false);

    /** A tally of attempts without times of interest. */
    private static void record(Tally tally, long count, Result result) {
        for (int i = 0; i < count; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 0);
            instants.connected(0);
            instants.ended(1_000_000);
            tally.arrived();
            tally.record(instants, result);
        }
    }

    private static Result unsigned(int status) {
        return Result.answered(status, false, false, false).by(Answerer.UNKNOWN);
    }

    private static Result signedByProxy() {
        return Result.answered(504, false, false, true);
    }

    private static MeshReading counted(Map<Series, Long> counts) {
        return MeshReading.of(MeshCounts.of(counts), "1");
    }

    private static List<Long> parties(Tally tally) {
        return List.of(
                tally.answered(Answerer.BACKEND),
                tally.answered(Answerer.INJECTOR),
                tally.answered(Answerer.PROXY),
                tally.answered(Answerer.NOBODY),
                tally.answered(Answerer.UNKNOWN));
    }

    @ParameterizedTest(
            name = "mesh: {0} backend, {1} injector, {2} without status; client: {3} unsigned, {4} proxy, {5} none")
    @CsvSource({
        // Whom the mesh asked has answered, though the client could not tell.
        "500, 500, 0,  1000, 0,   0,    500, 500, 0,   0",
        "0,  1000, 0,  1000, 0,   0,    0,  1000, 0,   0",
        // Only the client sees what the proxy answers without asking anybody.
        "900, 0,   0,  900,  100, 0,    900, 0,   100, 0",
        // An attempt that broke is counted for whom it was meant for; the proxy's own answer to it is no other.
        "900, 0,   100, 900, 100, 0,    900, 100, 0,   0",
        // A head that was counted but never came (see ADR 26), and what really nobody answered.
        "700, 300, 0,  800,  0,   200,  700, 300, 0,   0",
        "700, 0,   0,  700,  0,   300,  700, 0,   0,   300",
        "700, 100, 0,  700,  0,   300,  700, 100, 0,   200",
        // What the proxy repeats explains no attempt that got no answer.
        "700, 700, 0,  700,  0,   300,  700, 700, 0,   300",
    })
    void theMeshDecidesWhoAnswered(
            long backend,
            long injector,
            long broken,
            int unsigned,
            int proxy,
            int none,
            long a,
            long b,
            long c,
            long d) {
        Tally tally = new Tally();
        record(tally, unsigned, unsigned(200));
        record(tally, proxy, signedByProxy());
        record(tally, none, Result.unanswered(ResultClass.CLOSE));
        tally.take(counted(Map.of(BACKEND, backend, INJECTOR, injector, INJECTOR_BREAKS, broken)));
        assertEquals(List.of(a, b, c, d, 0L), parties(tally));
        long repeated = Math.max(0, backend + injector - unsigned - none);
        assertEquals(tally.sent() + (repeated > 0 ? backend + injector - unsigned : 0), tally.answered());
    }

    /** The mesh does not know what the plan expects: it disagrees in nothing that it can know, and its successes are not all. */
    @Test
    void whatIsNotAsExpectedIsASuccessToTheMeshAlone() {
        Result known = Result.answered(200, false, false, false);
        Tally tally = new Tally();
        record(tally, 600, known);
        record(tally, 300, known.notAsExpected());
        record(tally, 100, Result.answered(500, true, true, false).notAsExpected());
        tally.take(counted(Map.of(BACKEND, 900L, INJECTOR, 100L)));
        assertEquals(List.of(900L, 100L, 0L, 0L, 0L), parties(tally));
        assertEquals(600, tally.succeeded(new Scope.By(Answerer.BACKEND)));
        assertEquals(0, tally.succeeded(new Scope.By(Answerer.INJECTOR)));
        assertEquals(Optional.empty(), tally.meshDisagreement());
        assertEquals(600, tally.succeeded(Scope.ATTEMPTS));
    }

    @Test
    void successesArePartyByPartyThoseOfTheMesh() {
        Tally tally = new Tally();
        record(tally, 60, unsigned(200));
        record(tally, 40, unsigned(502));
        tally.take(counted(Map.of(BACKEND, 60L, BACKEND_FAILS, 10L, INJECTOR, 30L)));
        assertEquals(70, tally.count(new Scope.By(Answerer.BACKEND)));
        assertEquals(60, tally.succeeded(new Scope.By(Answerer.BACKEND)));
        assertEquals(0, tally.succeeded(new Scope.By(Answerer.INJECTOR)));
        assertEquals(Optional.empty(), tally.meshDisagreement());
    }

    @ParameterizedTest
    @CsvSource({"UNMESHED", "SHARED", "LATE", "RESTARTED", "CHANGED"})
    void aGapLeavesItToTheClient(Gap gap) {
        Tally tally = new Tally();
        record(tally, 10, unsigned(200));
        record(tally, 5, Result.answered(500, true, true, false));
        tally.take(MeshReading.none(gap));
        assertEquals(List.of(0L, 5L, 0L, 0L, 10L), parties(tally));
        assertEquals(Optional.of(gap), tally.meshGap());
        assertFalse(tally.isMeshed());
    }

    @Test
    void aMeshThatSawNothingIsNone() {
        Tally tally = new Tally();
        record(tally, 10, unsigned(200));
        tally.take(counted(Map.of()));
        assertEquals(List.of(0L, 0L, 0L, 0L, 10L), parties(tally));
        assertEquals(Optional.of(Gap.UNSEEN), tally.meshGap());
    }

    /** At one request a second it may count in one second what the client gets in the next. */
    @Test
    void aSlowLoadAddsUp() {
        Tally sum = new Tally();
        Tally first = new Tally();
        first.take(counted(Map.of(BACKEND, 1L)).uncertain(1));
        Tally second = new Tally();
        record(second, 1, unsigned(200));
        second.take(counted(Map.of()).uncertain(1));
        sum.add(first);
        sum.add(second);
        assertEquals(List.of(1L, 0L, 0L, 0L, 0L), parties(sum));
        assertEquals(Optional.empty(), sum.meshGap());
    }

    @Test
    void aSlowLoadThatTheMeshNeverSeesIsUnknown() {
        Tally sum = new Tally();
        for (int i = 0; i < 30; i++) {
            Tally second = new Tally();
            record(second, 1, unsigned(200));
            second.take(counted(Map.of()));
            sum.add(second);
        }
        assertEquals(List.of(0L, 0L, 0L, 0L, 30L), parties(sum));
        assertEquals(Optional.of(Gap.UNSEEN), sum.meshGap());
    }

    /** Nothing was asked of anybody: a proxy that answers itself has counted no response. */
    @Test
    void aMeshWithoutAResponseIsNoGapIfNoneCame() {
        Tally tally = new Tally();
        record(tally, 10, signedByProxy());
        record(tally, 5, Result.unanswered(ResultClass.TIMEOUT));
        tally.take(counted(Map.of()));
        assertEquals(List.of(0L, 0L, 10L, 5L, 0L), parties(tally));
        assertEquals(Optional.empty(), tally.meshGap());
    }

    @ParameterizedTest(name = "{0} responses to {1} attempts, {3} uncertain")
    @CsvSource({
        "1000, 1000, 0,   0,  ''",
        "1004, 1000, 0,   0,  ''",
        "995,  1000, 0,   0,  ''",
        "1400, 1000, 0,   0,  'the mesh counted 1400 responses to 1000 attempts'",
        "900,  1000, 0,   0,  'the mesh counted 900 of the 1000 answers that came'",
        // What was under way at either end explains it.
        "1070, 1000, 0,   50, ''",
        "930,  1000, 0,   50, ''",
        "900,  1000, 100, 0,  ''",
        "900,  1000, 90,  0,  'the mesh counted 900 of the 910 answers that came'",
    })
    void countsThatDisagreeAreTold(long responses, int attempts, int unanswered, long uncertain, String told) {
        Tally tally = new Tally();
        record(tally, attempts - unanswered, unsigned(503));
        record(tally, unanswered, Result.unanswered(ResultClass.RESET));
        tally.take(counted(Map.of(BACKEND_FAILS, responses)).uncertain(uncertain));
        String said = tally.meshDisagreement().orElse("");
        assertTrue(told.isEmpty() ? said.isEmpty() : said.startsWith(told), said);
    }

    @Test
    void successesThatTheClientDidNotGetAreTold() {
        Tally tally = new Tally();
        record(tally, 80, unsigned(200));
        record(tally, 20, unsigned(200).truncated());
        tally.take(counted(Map.of(BACKEND, 100L)));
        assertTrue(tally.isMeshTooGood());
        assertTrue(tally.meshDisagreement().orElseThrow().startsWith("the mesh counted 100 successes, the client 80"));
    }

    /** Sums of seconds, in any order, with seconds that lack figures, are those of all attempts at once. */
    @RepeatedTest(20)
    void seconds(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        List<Tally> seconds = new ArrayList<>();
        Map<Series, Long> all = new HashMap<>();
        Tally known = new Tally();
        for (int i = 0; i < 12; i++) {
            Tally second = new Tally();
            Map<Series, Long> counts = new HashMap<>();
            for (Series series : List.of(BACKEND, BACKEND_FAILS, INJECTOR)) {
                long count = random.nextLong(20);
                counts.put(series, count);
                boolean signed = random.nextBoolean() && series.by() == Answerer.INJECTOR;
                record(
                        second,
                        count,
                        signed ? Result.answered(502, true, true, false) : unsigned(series.success() ? 200 : 503));
            }
            record(second, random.nextLong(5), signedByProxy());
            record(second, random.nextLong(5), Result.unanswered(ResultClass.TIMEOUT));
            boolean lacks = random.nextInt(4) == 0;
            if (!lacks) {
                counts.forEach((series, count) -> all.merge(series, count, Long::sum));
                known.add(second);
            }
            second.take(lacks ? MeshReading.none(Gap.LATE) : counted(counts).uncertain(2));
            seconds.add(second.packed());
        }
        known.take(counted(all));
        Tally unknown = new Tally();
        Tally sum = new Tally();
        for (Tally second : seconds) {
            sum.add(second);
            if (!second.isMeshed()) {
                unknown.add(second);
            }
        }
        assertEquals(sum.sent(), sum.answered());
        for (Answerer answerer : Answerer.values()) {
            assertEquals(
                    known.answered(answerer) + unknown.answered(answerer), sum.answered(answerer), answerer.wire());
        }
        assertEquals(known.mesh(), sum.mesh());
        assertEquals(Optional.empty(), sum.meshDisagreement());
        // What slides out takes its figures along.
        while (seconds.size() > 3) {
            sum.subtract(seconds.remove(random.nextInt(seconds.size())));
        }
        Tally rest = new Tally();
        seconds.forEach(rest::add);
        assertEquals(parties(rest), parties(sum));
        assertEquals(rest.mesh(), sum.copy().mesh());
        assertEquals(rest.meshGap(), sum.packed().meshGap());
        sum.reset();
        assertEquals(MeshCounts.NONE, sum.mesh());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "grown,                5,  7, same,  0, 0, 2,  ",
        "not grown,            5,  5, same,  0, 0, 0,  ",
        "shrunk,               5,  4, same,  0, 0, 0, RESTARTED",
        "another process,      5,  7, other, 0, 0, 0, RESTARTED",
        "another load between, 5,  7, same,  1, 3, 0, SHARED",
    })
    void countersAreReadByTheirGrowth(
            String what, long before, long now, String process, long sharedBefore, long sharedNow, long more, Gap gap) {
        MeshReading first = counted(Map.of(BACKEND, before)).sharedAt(sharedBefore);
        MeshReading second = MeshReading.of(MeshCounts.of(Map.of(BACKEND, now)), process.equals("same") ? "1" : "2")
                .sharedAt(sharedNow);
        MeshReading difference = second.since(first);
        assertEquals(gap, difference.gap(), what);
        assertEquals(more, difference.counts().count(series -> true), what);
    }

    /** A proxy forgets series that nobody has used for ten minutes. */
    @Test
    void aCounterThatVanishedCountedNothing() {
        MeshReading before = counted(Map.of(BACKEND, 5L, INJECTOR, 9L));
        MeshReading now = counted(Map.of(BACKEND, 8L));
        assertEquals(MeshCounts.of(Map.of(BACKEND, 3L)), now.since(before).counts());
    }

    @Test
    void aGapOnEitherSideIsOne() {
        MeshReading whole = counted(Map.of(BACKEND, 5L));
        assertEquals(Gap.LATE, whole.since(MeshReading.none(Gap.LATE)).gap());
        assertEquals(Gap.SHARED, MeshReading.none(Gap.SHARED).since(whole).gap());
    }
}
