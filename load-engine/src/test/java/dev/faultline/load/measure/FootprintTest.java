package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FootprintTest {

    private static final int MINUTE = 60;
    private static final long MIB = 1_048_576;

    /** As many different seconds as fit the ring; the hour is made of them. */
    private static List<Window> seconds(int perSecond) {
        Seconds seconds = new Seconds(20);
        return Stream.generate(() -> seconds.next(perSecond)).limit(600).toList();
    }

    @Test
    void anHourTakesWhatTwentyMinutesTook() {
        List<Window> seconds = seconds(100);
        WindowHistory windows = new WindowHistory(600);
        Totals totals = new Totals();
        long now = 0;
        long windowsAfterTwenty = 0;
        long totalsAfterTwenty = 0;
        for (int i = 1; i <= 60 * MINUTE; i++) {
            Window like = seconds.get(i % seconds.size());
            Window second = new Window(like.began(), now, now + 1_000_000_000L, like.tally());
            now = second.endNanos();
            windows.add(second);
            totals.add(second);
            if (i % MINUTE == 0) {
                windows.over(Duration.ofSeconds(10), now);
                windows.over(Duration.ofSeconds(30), now);
            }
            if (i == 20 * MINUTE) {
                windowsAfterTwenty = windows.footprintBytes();
                totalsAfterTwenty = totals.footprintBytes();
            }
        }
        long sent = seconds.stream().mapToLong(second -> second.tally().sent()).sum();
        assertEquals(sent * 60 * MINUTE / 600, totals.all().sent());
        assertEquals(totalsAfterTwenty, totals.footprintBytes());
        assertEquals(1, (double) windows.footprintBytes() / windowsAfterTwenty, 0.05);
        assertTrue(windows.footprintBytes() < 3 * MIB, () -> "windows: " + windows.footprintBytes());
        assertTrue(totals.footprintBytes() < 2 * MIB, () -> "totals: " + totals.footprintBytes());
    }

    /** A hundred kinds of requests: what a plan may have. */
    @Test
    void aHundredNamesTakeAFewMebibytes() {
        Tally second = new Tally();
        for (int i = 0; i < 1_000; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 0);
            instants.connected(0);
            instants.ended(1_000_000L * i);
            second.record(instants, Result.answered(200 + i % 7, false, false, false), "request " + i % 100);
        }
        assertTrue(second.footprintBytes() < 3 * MIB, () -> "a sum: " + second.footprintBytes());
        long packed = second.packed().footprintBytes();
        assertTrue(packed < 100 * 1024, () -> "a second: " + packed);
    }

    @Test
    void tenMinutesAtFiveThousandASecondTakeAFewMebibytes() {
        WindowHistory windows = new WindowHistory(600);
        // All seconds differ, but one in ten shows what the ring takes.
        Seconds seconds = new Seconds(21);
        for (int i = 0; i < 60; i++) {
            windows.add(seconds.next(5_000));
        }
        assertTrue(windows.footprintBytes() * 10 < 5 * MIB, () -> "a tenth: " + windows.footprintBytes());
    }
}
