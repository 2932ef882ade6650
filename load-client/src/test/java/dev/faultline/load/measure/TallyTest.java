package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {

    private static final long MILLI = 1_000_000;

    private static Instants lasting(long intended, long dispatched, long connected, long ended) {
        Instants instants = new Instants(intended * MILLI, dispatched * MILLI);
        instants.connected(connected * MILLI);
        instants.firstByte(ended * MILLI);
        instants.ended(ended * MILLI);
        return instants;
    }

    @Test
    void latencyCountsFromTheIntendedTime() {
        Tally tally = new Tally();
        tally.record(lasting(100, 103, 110, 150), Result.answered(200, false, false, false));
        assertEquals(50, tally.select(Scope.ATTEMPTS).latency().max(), 0.05);
        assertEquals(40, tally.service().max(), 0.05);
        assertEquals(3, tally.lag().max(), 0.05);
    }

    @Test
    void withoutAConnectionServiceCountsFromTheDispatch() {
        Instants instants = new Instants(0, 2 * MILLI);
        instants.ended(10 * MILLI);
        assertEquals(8 * MILLI, instants.serviceNanos());
    }

    @ParameterizedTest(name = "status {0} with marks {1}: {2}, {3}, success {4}")
    @CsvSource({
        "200, none, OK, BACKEND, true",
        "304, none, OK, BACKEND, true",
        "404, none, HTTP_4XX, BACKEND, true",
        "429, none, HTTP_4XX, BACKEND, true",
        "500, none, HTTP_5XX, BACKEND, false",
        "503, none, HTTP_5XX, BACKEND, false",
        "599, none, HTTP_5XX, BACKEND, false",
        "600, none, HTTP_5XX, BACKEND, false",
        "99, none, HTTP_5XX, BACKEND, false",
        "99, by+fault, INJECTED, INJECTOR, false",
        "200, by, OK, INJECTOR, true",
        "500, by+fault, INJECTED, INJECTOR, false",
        "200, by+fault, INJECTED, INJECTOR, true",
        "404, by+fault, INJECTED, INJECTOR, true",
        "504, proxy, PROXY, PROXY, false",
    })
    void anAnswerHasOneClassOneAnswererAndLinkerdsSuccess(
            int status, String marks, ResultClass resultClass, Answerer answerer, boolean success) {
        assertEquals(
                new Result(resultClass, answerer, success),
                Result.answered(status, marks.startsWith("by"), marks.endsWith("fault"), marks.equals("proxy")));
    }

    @Test
    void anAnswerThatEndsEarlyStaysWithWhoBeganIt() {
        Result result = Result.answered(200, true, true, false).truncated();
        assertEquals(new Result(ResultClass.TRUNCATED, Answerer.INJECTOR, false), result);
    }

    @Test
    void shedArrivalsAreCountedButNotSent() {
        Tally tally = new Tally();
        tally.shed(Shed.FULL);
        assertEquals(0, tally.sent());
        assertEquals(Map.of(ResultClass.SHED, 1L), tally.classes());
    }

    @Test
    void theSumOfPartsIsTheWhole() {
        SplittableRandom random = new SplittableRandom(7);
        Tally whole = new Tally();
        Tally sum = new Tally();
        for (int part = 0; part < 10; part++) {
            Tally one = new Tally();
            for (int i = 0; i < 1_000; i++) {
                Instants instants = lasting(0, random.nextInt(3), 5, 6 + random.nextInt(5_000));
                Result result = random.nextInt(10) == 0
                        ? Result.unanswered(ResultClass.REFUSED)
                        : Result.answered(200 + random.nextInt(400), random.nextBoolean(), false, false);
                one.record(instants, result);
                whole.record(instants, result);
            }
            sum.add(part % 2 == 0 ? one : one.packed());
        }
        assertEquals(whole.classes(), sum.classes());
        assertEquals(whole.succeeded(Scope.ATTEMPTS), sum.succeeded(Scope.ATTEMPTS));
        assertEquals(
                whole.select(Scope.ATTEMPTS).latency().figures(),
                sum.select(Scope.ATTEMPTS).latency().figures());
        assertEquals(
                whole.select(new Scope.By(Answerer.INJECTOR)).latency().figures(),
                sum.select(new Scope.By(Answerer.INJECTOR)).latency().figures());
    }

    @Test
    void ofNothingEveryFigureIsZero() {
        Latencies none = new Tally().select(Scope.ATTEMPTS).latency();
        assertEquals(new Latencies.Figures(0, 0, 0, 0, 0, 0, 0), none.figures());
        assertEquals(0, none.min());
        assertEquals(0, none.sum());
    }

    @Test
    void ranksAreOrderStatistics() {
        Tally tally = new Tally();
        for (int i = 1; i <= 100; i++) {
            tally.record(lasting(0, 0, 0, i), Result.answered(200, false, false, false));
        }
        for (int rank = 1; rank <= 100; rank++) {
            assertEquals(rank, tally.select(Scope.ATTEMPTS).latency().atRank(rank), rank * 0.001, "rank " + rank);
        }
    }

    @Test
    void windowsForgetTheOldest() {
        Windows windows = new Windows(3);
        for (int i = 0; i < 5; i++) {
            Tally tally = new Tally();
            tally.record(lasting(0, 0, 0, i + 1), Result.answered(200, false, false, false));
            windows.add(new Window(Instant.EPOCH, i * 1_000L * MILLI, (i + 1) * 1_000L * MILLI, tally.packed()));
        }
        Duration minute = Duration.ofMinutes(1);
        assertEquals(3, windows.over(minute, 5_000 * MILLI).tally().sent());
        assertEquals(3.0, windows.over(minute, 5_000 * MILLI).seconds());
        assertEquals(
                1, windows.over(Duration.ofMillis(500), 5_000 * MILLI).tally().sent());
        assertEquals(0, windows.over(minute, 65_000 * MILLI).tally().sent());
        assertEquals(0.0, windows.over(minute, 65_000 * MILLI).seconds());
    }
}
