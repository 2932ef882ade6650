package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A client that did not run for a second says that it did not, and does not blame the target. */
@Timeout(180)
@Isolated("it measures time")
class PausedClientIT {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Test
    void aPauseOfTheClientIsTheClients() throws Exception {
        JsonNode figures = pausedRun(List.of());
        assertTrue(figures.at("/shed/late").asInt() > 0, figures::toString);
        assertTrue(figures.at("/client/reason").asText().startsWith("the client itself was late"), figures::toString);
        assertNotEquals("violated", figures.at("/checks/0/ruling").asText(), figures::toString);
    }

    @Test
    void whatIsSentLateAllTheSameIsToldAsLate() throws Exception {
        JsonNode figures = pausedRun(List.of(Attack.PATIENT));
        assertTrue(figures.at("/lag/max").asDouble() >= 700, figures::toString);
        assertTrue(figures.at("/client/reason").asText().startsWith("the client itself was late"), figures::toString);
        assertEquals(figures.at("/arrivals"), figures.get("samples"), figures::toString);
        // Late by the client's own clock: without its lateness nothing is left of the second.
        assertNotEquals("violated", figures.at("/checks/0/ruling").asText(), figures::toString);
    }

    private static JsonNode pausedRun(List<String> properties) throws Exception {
        try (RawServer server = RawServer.answering();
                Attack attack = Attack.start(
                        properties,
                        List.of(
                                "--target",
                                server.url(),
                                "--rate=200",
                                "--warmup=1s",
                                "--duration=4s",
                                "--json",
                                "--threshold",
                                "p99 < 300ms"))) {
            // In the middle of what is counted: the warm-up is 200 requests.
            while (server.requests() < 500) {
                attack.goesOn(Duration.ofMillis(10));
            }
            attack.signal("STOP");
            attack.goesOn(PAUSE);
            attack.signal("CONT");
            Attack.Result result = attack.end();
            assertNotEquals(99, result.exitCode(), result::out);
            return result.json();
        }
    }
}
