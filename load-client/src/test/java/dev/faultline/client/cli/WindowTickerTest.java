package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowTickerTest {

    private static final long SECOND = 1_000_000_000;

    private final WindowHistory windows = new WindowHistory(600);
    private long end = 100 * SECOND;

    private void second(long nanos) {
        Tally tally = new Tally();
        tally.arrived();
        windows.add(new Window(Instant.EPOCH, end, end + nanos, tally));
        end += nanos;
    }

    @Test
    void aLineSpeaksOfEachSecondOnce() {
        WindowTicker pulse = new WindowTicker(windows, Duration.ofSeconds(1), end);
        assertEquals(Optional.empty(), pulse.beat());
        second(SECOND);
        assertEquals(1, pulse.beat().orElseThrow().tally().arrivals());
        assertEquals(1, pulse.second());
        assertEquals(Optional.empty(), pulse.beat());
        second(SECOND - 9_000_000);
        assertEquals(1, pulse.beat().orElseThrow().tally().arrivals());
        assertEquals(2, pulse.second());
    }

    @Test
    void theSecondThatWasUnderWayIsLeftOut() {
        WindowTicker pulse = new WindowTicker(windows, Duration.ofSeconds(1), end + SECOND / 4);
        second(SECOND);
        assertEquals(Optional.empty(), pulse.beat());
        second(SECOND);
        assertEquals(1, pulse.beat().orElseThrow().tally().arrivals());
    }

    @Test
    void aLineMaySpeakOfSeveralSeconds() {
        WindowTicker pulse = new WindowTicker(windows, Duration.ofSeconds(5), end);
        for (int i = 1; i <= 4; i++) {
            second(SECOND);
            assertEquals(Optional.empty(), pulse.beat());
        }
        second(SECOND);
        Window line = pulse.beat().orElseThrow();
        assertEquals(5, line.tally().arrivals());
        assertEquals(5.0, line.seconds());
    }

    @Test
    void theSecondThatWasUnderWayIsLeftOutOfSeveralToo() {
        WindowTicker pulse = new WindowTicker(windows, Duration.ofSeconds(5), end + SECOND / 4);
        for (int i = 1; i <= 5; i++) {
            second(SECOND);
        }
        assertEquals(4, pulse.beat().orElseThrow().tally().arrivals());
    }

    @Test
    void theTimeCountsFromWhereItBeganAnew() {
        WindowTicker pulse = new WindowTicker(windows, Duration.ofSeconds(1), end);
        second(SECOND);
        pulse.restart(end - SECOND / 2);
        assertEquals(Optional.empty(), pulse.beat());
        second(SECOND * 11 / 10);
        assertEquals(1, pulse.beat().orElseThrow().tally().arrivals());
        assertEquals(2, pulse.second());
        pulse.restart(end);
        second(SECOND);
        assertEquals(1, pulse.beat().orElseThrow().tally().arrivals());
        assertEquals(1, pulse.second());
    }

    @Test
    void aPauseOfTheClientIsOneLongLine() {
        WindowTicker pulse = new WindowTicker(windows, Duration.ofSeconds(1), end);
        second(4 * SECOND);
        assertEquals(4.0, pulse.beat().orElseThrow().seconds());
        assertEquals(4, pulse.second());
    }
}
