package dev.faultline.backend.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {

    @Test
    void hasRoomForAsManyAsItWasGiven() {
        Traffic traffic = new Traffic("max", 2);
        assertTrue(traffic.begin());
        assertTrue(traffic.begin());
        assertFalse(traffic.begin());
        assertEquals(new Workers(3, 0, 0, false), traffic.workers());
        traffic.end(Outcome.SERVER_ERROR, 0, 0);
        traffic.end(Outcome.SUCCESS, 0, 0);
        assertEquals(new Workers(1, 0, 1, false), traffic.workers());
        assertTrue(traffic.begin());
    }

    @Test
    void sumsWhatEnded() {
        Traffic traffic = new Traffic("max", 9);
        traffic.begin();
        traffic.begin();
        traffic.end(Outcome.SUCCESS, 45, 2_000_000);
        traffic.end(Outcome.ABORTED, 5, 1_000_000);
        assertEquals(new Totals(2, 50, Duration.ofMillis(3)), traffic.totals());
        assertEquals(1, traffic.ended(Outcome.ABORTED));
        assertEquals(0, traffic.ended(Outcome.CLIENT_ERROR));
    }

    @Test
    void callsWhatIsInFlightGracefulOnceItStops() {
        Traffic traffic = new Traffic("max", 2);
        traffic.begin();
        traffic.drain();
        assertEquals(new Workers(0, 1, 1, true), traffic.workers());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 50_001})
    void refusesABoundThatIsNone(int max) {
        assertThrows(InvalidValue.class, () -> new Traffic("max", max));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"200, 2xx", "206, 2xx", "304, 3xx", "404, 4xx", "503, 5xx"})
    void labelsOutcomes(int status, String label) {
        assertEquals(label, Outcome.of(status).label());
    }

    @Test
    void countsConnectionsByWhatTheyDo() {
        Connections connections = new Connections();
        Connections.Connection idle = connections.opened();
        Connections.Connection busy = connections.opened();
        idle.requestBegins();
        idle.requestEnds();
        busy.requestBegins();
        busy.requestBegins();
        busy.requestEnds();
        busy.streams(1);
        busy.closeAnnounced();
        busy.closeAnnounced();
        assertEquals(new ConnectionCounts(2, 1, 1, 1), connections.counts());
        busy.streams(-1);
        busy.requestEnds();
        busy.closed();
        assertEquals(new ConnectionCounts(1, 0, 1, 0), connections.counts());
    }
}
