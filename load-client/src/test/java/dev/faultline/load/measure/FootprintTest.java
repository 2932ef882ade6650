package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FootprintTest {

    private static final int HOUR = 3_600;
    private static final long MIB = 1_048_576;

    /** As many different seconds as fit the ring; every day is made of them. */
    private static List<Window> seconds(int perSecond) {
        Seconds seconds = new Seconds(20);
        return Stream.generate(() -> seconds.next(perSecond)).limit(600).toList();
    }

    @Test
    void aDayTakesWhatAnHourTook() {
        List<Window> seconds = seconds(100);
        Windows windows = new Windows(600);
        Totals totals = new Totals();
        long now = 0;
        long windowsAfterAnHour = 0;
        long totalsAfterAnHour = 0;
        for (int i = 1; i <= 24 * HOUR; i++) {
            Window like = seconds.get(i % seconds.size());
            Window second = new Window(like.began(), now, now + 1_000_000_000L, like.tally());
            now = second.endNanos();
            windows.add(second);
            totals.add(second);
            if (i % 60 == 0) {
                windows.over(Duration.ofSeconds(10), now);
                windows.over(Duration.ofSeconds(30), now);
            }
            if (i == HOUR) {
                windowsAfterAnHour = windows.footprintBytes();
                totalsAfterAnHour = totals.footprintBytes();
            }
        }
        long sent = seconds.stream().mapToLong(second -> second.tally().sent()).sum();
        assertEquals(sent * 24 * HOUR / 600, totals.all().sent());
        assertEquals(totalsAfterAnHour, totals.footprintBytes());
        assertEquals(1, (double) windows.footprintBytes() / windowsAfterAnHour, 0.05);
        assertTrue(windows.footprintBytes() < 3 * MIB, () -> "windows: " + windows.footprintBytes());
        assertTrue(totals.footprintBytes() < 2 * MIB, () -> "totals: " + totals.footprintBytes());
    }

    @Test
    void tenMinutesAtFiveThousandASecondTakeAFewMebibytes() {
        Windows windows = new Windows(600);
        // All seconds differ, but one in ten shows what the ring takes.
        Seconds seconds = new Seconds(21);
        for (int i = 0; i < 60; i++) {
            windows.add(seconds.next(5_000));
        }
        assertTrue(windows.footprintBytes() * 10 < 5 * MIB, () -> "a tenth: " + windows.footprintBytes());
    }
}
