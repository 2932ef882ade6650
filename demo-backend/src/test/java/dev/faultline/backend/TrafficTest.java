package dev.faultline.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficTest {

    private final Traffic traffic = new Traffic();

    @Test
    void sumsWhatEnded() {
        assertEquals(1, traffic.begin());
        assertEquals(2, traffic.begin());
        assertEquals(3, traffic.begin());
        traffic.end(Traffic.Outcome.SUCCESS, 45, 2_000_000);
        traffic.end(Traffic.Outcome.ABORTED, 5, 1_000_000);
        assertEquals(1, traffic.inFlight());
        assertEquals(2, traffic.ended());
        assertEquals(1, traffic.ended(Traffic.Outcome.ABORTED));
        assertEquals(0, traffic.ended(Traffic.Outcome.CLIENT_ERROR));
        assertEquals(50, traffic.bytes());
        assertEquals(3_000_000, traffic.nanos());
    }

    @Test
    void countsOpenConnections() {
        traffic.connected();
        traffic.connected();
        traffic.disconnected();
        assertEquals(1, traffic.connections());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"200, 2xx", "206, 2xx", "304, 3xx", "404, 4xx", "503, 5xx"})
    void labelsOutcomes(int status, String label) {
        assertEquals(label, Traffic.Outcome.of(status).label());
    }
}
