package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientValidityTest {

    private static final long MILLI = 1_000_000;

    /** A client that is on time but for one pause, after which it sheds what is later than it may send. */
    private static Tally paused(int rate, int seconds, long pauseMillis, long maxLagMillis) {
        Tally tally = new Tally();
        long pauseEnd = 300 + pauseMillis;
        for (long i = 0; i < (long) rate * seconds; i++) {
            long due = i * 1_000 / Math.max(1, rate);
            long lag = due >= 300 && due < pauseEnd ? pauseEnd - due : 0;
            tally.arrived();
            if (lag > maxLagMillis) {
                tally.shed(ShedReason.LATE);
            } else {
                AttemptTimestamps instants = new AttemptTimestamps(due * MILLI, (due + lag) * MILLI);
                instants.ended((due + lag + 5) * MILLI);
                tally.record(instants, Result.answered(200, false, false, false));
            }
        }
        return tally;
    }

    @Test
    void whatALostSenderTookWithItIsNamed() {
        Tally tally = paused(500, 10, 0, 250);
        tally.lost(1_200);
        assertEquals(
                new ClientValidity(
                        false,
                        "1,200 arrivals unaccounted for: a sender was lost before it had told what became of them"),
                ClientValidity.of(tally));
    }

    @ParameterizedTest(name = "{0}/s, paused for {2} ms in {1} s, may be {3} ms late: valid {4}")
    @CsvSource({
        // A second's pause shows at any rate and in every window that can be asked for.
        "50, 1, 1000, 250, false",
        "50, 10, 1000, 250, false",
        "50, 30, 1000, 250, false",
        "50, 600, 1000, 250, false",
        "5000, 1, 1000, 250, false",
        "5000, 10, 1000, 250, false",
        "5000, 30, 1000, 250, false",
        "5000, 600, 1000, 250, false",
        // Also when everything is sent in the end.
        "50, 30, 1000, 10000, false",
        "5000, 600, 1000, 10000, false",
        // It spoils a short window, not a long one.
        "500, 10, 300, 250, false",
        "500, 600, 300, 250, true",
        "500, 7200, 1000, 250, true",
        // What any JVM does.
        "500, 1, 80, 250, true",
        "500, 10, 0, 250, true",
    })
    void aPauseShowsWhereItMatters(int rate, int seconds, long pauseMillis, long maxLagMillis, boolean valid) {
        ClientValidity validity = ClientValidity.of(paused(rate, seconds, pauseMillis, maxLagMillis));
        assertEquals(valid, validity.valid(), validity::reason);
        assertTrue(
                validity.reason().startsWith(valid ? "the client kept up" : "the client itself was late: "),
                validity::reason);
    }

    @ParameterizedTest(name = "{0} of {1} found no place: valid {2}")
    @CsvSource({"0, 1000, true", "10, 1000, true", "11, 1000, false", "1000, 1000, false"})
    void whatFindsNoPlaceIsMissing(int full, int all, boolean valid) {
        Tally tally = paused(all - full, 1, 0, 250);
        for (int i = 0; i < full; i++) {
            tally.shed(ShedReason.FULL);
        }
        ClientValidity validity = ClientValidity.of(tally);
        assertEquals(valid, validity.valid(), validity::reason);
        assertTrue(valid || validity.reason().startsWith("the client itself was full: "), validity::reason);
    }

    @Test
    void withoutDataNothingIsValid() {
        assertEquals(new ClientValidity(false, "no data"), ClientValidity.of(new Tally()));
        Tally onlyShed = new Tally();
        onlyShed.shed(ShedReason.LATE);
        assertFalse(ClientValidity.of(onlyShed).valid());
    }
}
