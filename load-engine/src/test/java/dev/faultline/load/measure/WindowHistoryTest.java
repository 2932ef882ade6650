package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Tally.ScopeStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowHistoryTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static Window window(long startMillis, long endMillis) {
        Tally tally = new Tally();
        tally.arrived();
        return new Window(
                Instant.EPOCH,
                TimeUnit.MILLISECONDS.toNanos(startMillis),
                TimeUnit.MILLISECONDS.toNanos(endMillis),
                tally);
    }

    private static void assertSameTally(Tally expected, Tally actual) {
        List<Scope> scopes = new ArrayList<>(List.of(Scope.ATTEMPTS, Scope.REQUESTS));
        for (ResultClass resultClass : ResultClass.values()) {
            scopes.add(new Scope.In(resultClass));
        }
        for (Answerer answerer : Answerer.values()) {
            scopes.add(new Scope.By(answerer));
        }
        for (Scope scope : scopes) {
            ScopeStats one = expected.select(scope);
            ScopeStats other = actual.select(scope);
            assertEquals(one.samples(), other.samples(), scope::toString);
            assertEquals(one.succeeded(), other.succeeded(), scope::toString);
            assertEquals(one.unanswered(), other.unanswered(), scope::toString);
            // Equal to the last counter, and what histograms keep besides: the least and the largest.
            assertEquals(one.latency().histogram(), other.latency().histogram(), scope::toString);
            assertEquals(one.latency().figures(), other.latency().figures(), scope::toString);
            assertEquals(one.latency().atRank(1), other.latency().atRank(1), scope::toString);
        }
        assertEquals(expected.classes(), actual.classes());
        assertEquals(expected.statuses(), actual.statuses());
        assertEquals(expected.service().figures(), actual.service().figures());
        assertEquals(expected.lag().figures(), actual.lag().figures());
        for (ShedReason why : ShedReason.values()) {
            assertEquals(expected.count(why), actual.count(why));
        }
        assertEquals(expected.arrivals(), actual.arrivals());
        assertEquals(expected.retries(), actual.retries());
        assertEquals(expected.retriesDenied(), actual.retriesDenied());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void standingSumsAreTheSumsOfTheirWindows(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Seconds seconds = new Seconds(seed);
        WindowHistory windows = new WindowHistory(30);
        Duration[] lengths = {
            Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(20), Duration.ofMinutes(1)
        };
        for (int i = 0; i < 100; i++) {
            windows.add(seconds.next(random.nextInt(4) == 0 ? 0 : random.nextInt(200)));
            Duration length = lengths[random.nextInt(lengths.length)];
            // Sometimes later than the newest, and sometimes by a clock that was read before it came.
            long now = seconds.now() + random.nextLong(-SECOND / 2, 4 * SECOND);
            List<Window> naive = windows.last(length, now);
            Tally sum = new Tally();
            naive.forEach(window -> sum.add(window.tally()));
            Window over = windows.over(length, now);
            assertSameTally(sum, over.tally());
            if (!naive.isEmpty()) {
                assertEquals(naive.get(0).began(), over.began());
                assertEquals(naive.get(0).startNanos(), over.startNanos());
                assertEquals(naive.get(naive.size() - 1).endNanos(), over.endNanos());
            }
        }
    }

    @ParameterizedTest(name = "{0} ms back at {1} ms: {2} windows")
    @CsvSource({
        // Windows end at 1.00, 2.01, 2.99, 4.00, 7.50 (after a pause) and 8.50 s.
        "1000, 8500, 1",
        "1000, 8501, 1",
        // The next second is due or being written down: what is known is still the last second.
        "1000, 9510, 1",
        "1000, 10500, 1",
        // Nothing came any more.
        "1000, 10501, 0",
        "2000, 10501, 0",
        "3000, 10501, 1",
        "60000, 67000, 1",
        "60000, 68499, 0",
        // The long window counts when its middle does.
        "2750, 8500, 1",
        "2751, 8500, 2",
        "4500, 8500, 2",
        "5500, 8500, 3",
        "10000, 8500, 6",
        // A clock read before the newest was added.
        "1000, 8400, 1",
        // Less than any window is long.
        "100, 8600, 1",
    })
    void lookingBackBeginsAtTheNewestWindow(long lengthMillis, long nowMillis, int count) {
        WindowHistory windows = new WindowHistory(10);
        long[] ends = {1_000, 2_010, 2_990, 4_000, 7_500, 8_500};
        long start = 0;
        for (long end : ends) {
            windows.add(window(start, end));
            start = end;
        }
        Duration length = Duration.ofMillis(lengthMillis);
        long now = TimeUnit.MILLISECONDS.toNanos(nowMillis);
        assertEquals(count, windows.last(length, now).size());
        assertEquals(count, windows.over(length, now).tally().arrivals());
    }

    @Test
    void whatWasReturnedIsNotWrittenAnyMore() {
        Seconds seconds = new Seconds(9);
        WindowHistory windows = new WindowHistory(5);
        windows.add(seconds.next(100));
        Window before = windows.over(Duration.ofSeconds(3), seconds.now());
        assertSame(before, windows.over(Duration.ofSeconds(3), seconds.now()), "summed once");
        long sent = before.tally().sent();
        windows.add(seconds.next(100));
        assertTrue(windows.over(Duration.ofSeconds(3), seconds.now()).tally().sent() > sent);
        assertEquals(sent, before.tally().sent());
    }

    @Test
    void lengthsAreForgottenBeyondTheirBound() {
        Seconds seconds = new Seconds(10);
        WindowHistory windows = new WindowHistory(60);
        for (int i = 0; i < 60; i++) {
            windows.add(seconds.next(50));
        }
        long bounded = 0;
        for (int i = 1; i <= 50; i++) {
            windows.over(Duration.ofMillis(50_000 + i), seconds.now());
            if (i == WindowHistory.LENGTHS) {
                bounded = windows.footprintBytes();
            }
        }
        assertEquals(bounded, windows.footprintBytes());
    }

    @Test
    void whoFailsToListenKeepsNobodyElseFromIt() {
        WindowHistory windows = new WindowHistory(3);
        List<Window> heard = new ArrayList<>();
        windows.listen(window -> {
            throw new IllegalArgumentException("first");
        });
        windows.listen(heard::add);
        Runnable end = windows.listen(window -> {
            throw new IllegalArgumentException("second");
        });
        Window window = window(0, 1_000);
        IllegalStateException failed = assertThrows(IllegalStateException.class, () -> windows.add(window));
        assertEquals(List.of(window), heard);
        assertTrue(String.valueOf(failed.getCause()).endsWith("first"));
        assertTrue(failed.getSuppressed()[0].toString().endsWith("second"));
        end.run();
        assertEquals(1, windows.last(Duration.ofSeconds(1), SECOND).size());
    }
}
