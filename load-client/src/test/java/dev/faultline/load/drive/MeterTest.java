package dev.faultline.load.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MeterTest {

    private final List<Window> books = new ArrayList<>();
    private final List<Window> parts = new ArrayList<>();
    private final Meter meter = new Meter(books::add, Runnable::run, () -> Instant.EPOCH, 0);

    private void attempts(int count) {
        for (int i = 0; i < count; i++) {
            meter.arrived();
            Instants instants = new Instants(0, 0);
            instants.connected(0);
            instants.ended(1_000_000);
            meter.attempt(meter.phase(), instants, Result.answered(200, false, false, false));
        }
    }

    /** As {@code "0-9: 3"}: from when to when, and how many attempts. */
    private static String text(List<Window> windows) {
        return windows.stream()
                .map(window -> window.startNanos() + "-" + window.endNanos() + ": "
                        + window.tally().sent())
                .collect(Collectors.joining(", "));
    }

    @Test
    void aSecondHoldsItsPartsToo() {
        attempts(1);
        meter.part(3, parts::add);
        attempts(2);
        meter.part(7, parts::add);
        attempts(4);
        meter.tick(10);
        attempts(8);
        meter.part(15, parts::add);
        meter.tick(20);
        assertEquals("0-3: 1, 3-7: 2, 10-15: 8", text(parts));
        assertEquals("0-10: 7, 10-20: 8", text(books));
        assertEquals(7, books.get(0).tally().arrivals());
    }

    @Test
    void aSecondWithoutPartsIsAsItWas() {
        attempts(3);
        meter.tick(10);
        meter.tick(20);
        attempts(1);
        meter.tick(30);
        assertEquals("0-10: 3, 10-20: 0, 20-30: 1", text(books));
    }
}
