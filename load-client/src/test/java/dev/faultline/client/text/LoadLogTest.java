package dev.faultline.client.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadLogTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Result OK = Result.answered(200, false, false, false);

    private static Window window(int second, Tally tally) {
        return new Window(
                Instant.ofEpochSecond(1_476_302_450L + second), second * SECOND, (second + 1) * SECOND, tally);
    }

    private static void record(Tally tally, long millis, Result result) {
        AttemptTimestamps instants = new AttemptTimestamps(0, 0);
        instants.ended(TimeUnit.MILLISECONDS.toNanos(millis));
        tally.arrived();
        tally.record(instants, result);
    }

    private static Tally lasting(long millis) {
        Tally tally = new Tally();
        for (int i = 0; i < 100; i++) {
            record(tally, millis, OK);
        }
        return tally;
    }

    @Test
    void aLineHasTheShapeOfSlowCooker() {
        Tally tally = new Tally();
        for (int i = 1; i <= 990; i++) {
            record(tally, i < 980 ? 1 : 40, OK);
        }
        record(tally, 2, Result.answered(404, false, false, false));
        record(tally, 2, Result.answered(503, false, false, false));
        record(tally, 2, Result.answered(500, true, true, false));
        // Delayed, but answered well.
        record(tally, 2, Result.answered(200, true, true, false));
        record(tally, 2, Result.answered(504, false, false, true));
        record(tally, 1_000, Result.unanswered(ResultClass.TIMEOUT));
        record(tally, 2, OK.truncated());
        tally.arrived();
        tally.shed(ShedReason.FULL);
        tally.arrived();
        tally.shed(ShedReason.LATE);
        Window interval = new Window(Instant.ofEpochSecond(1_476_302_450L), 0, 10 * SECOND, tally);
        assertEquals(
                "2016-10-12T20:01:00Z    991/4/2 999 100% 10s  1.0 [ 1.0  1.0   40   40 ]   40",
                new IntervalLine().of(interval));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "10 10 11, ''",
        "10 10 99, ''",
        "10 10 101, +",
        "10 10 1001, ++",
        "1 1 1100, +++",
        "1 1 30000, +++",
        "2000 2000 150, -",
        "2000 2000 15, --",
        "10, ''",
    })
    void aSignForEachOrderThatP99Changed(String p99s, String sign) {
        IntervalLine line = new IntervalLine();
        String last = "";
        for (String millis : p99s.split(" ", -1)) {
            last = line.of(window(0, lasting(Long.parseLong(millis))));
        }
        String[] words = last.split(" ", -1);
        String end = words[words.length - 1];
        assertEquals(sign, end.startsWith("+") || end.startsWith("-") ? end : "", last);
    }

    /** And none of them is what later lines are compared with. */
    @Test
    void withoutAnAnswerThereAreNoTimes() {
        IntervalLine line = new IntervalLine();
        Tally refused = new Tally();
        record(refused, 1, Result.unanswered(ResultClass.REFUSED));
        assertEquals(
                "2016-10-12T20:00:51Z      0/0/1 1 100% 1s    - [   -    -    -    - ]    -",
                line.of(window(0, refused)));
        assertEquals(
                "2016-10-12T20:00:51Z    100/0/0 100 100% 1s 2000 [2001 2001 2001 2001 ] 2001",
                line.of(window(0, lasting(2_000))));
    }

    @Test
    void withoutAnAttemptTheLineSaysSo() {
        Tally tally = new Tally();
        tally.arrived();
        assertEquals(
                "2016-10-12T20:00:51Z      0/0/0 1   0% 1s    - [   -    -    -    - ]    -",
                new IntervalLine().of(window(0, tally)));
    }

    @Test
    void linesComeWhileALoadRunsAndAHeaderWhenItBegins() {
        List<String> lines = new ArrayList<>();
        AtomicBoolean running = new AtomicBoolean();
        LoadLog log = new LoadLog(Duration.ofSeconds(3), running::get, lines::add);
        int second = 0;
        for (int i = 0; i < 5; i++) {
            log.accept(window(second++, new Tally()));
        }
        assertEquals(List.of(), lines, "no load, no line");
        running.set(true);
        for (int i = 0; i < 7; i++) {
            log.accept(window(second++, lasting(5)));
        }
        assertEquals(3, lines.size(), "a header and two whole intervals");
        assertEquals(IntervalLine.HEADER, lines.get(0));
        assertTrue(lines.get(1).contains(" 300/0/0 300 100% 3s "), lines.get(1));
        running.set(false);
        for (int i = 0; i < 5; i++) {
            log.accept(window(second++, new Tally()));
        }
        assertEquals(4, lines.size(), "the rest of the last one");
        assertTrue(lines.get(3).contains(" 100/0/0 100 100% 2s "), lines.get(3));
        running.set(true);
        for (int i = 0; i < 3; i++) {
            log.accept(window(second++, lasting(5)));
        }
        assertEquals(IntervalLine.HEADER, lines.get(4));
        assertEquals(6, lines.size());
    }
}
