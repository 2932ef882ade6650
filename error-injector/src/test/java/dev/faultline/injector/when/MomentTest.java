package dev.faultline.injector.when;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String RULE = "must be an instant such as 2026-01-31T12:00:00Z or a time from now such as 30s";

    @ParameterizedTest(name = "{0}: {1}, written {2}")
    @CsvSource({
        "2026-01-31T12:00:30Z, 2026-01-31T12:00:30Z, 2026-01-31T12:00:30Z",
        "2026-01-31T12:00:30.5Z, 2026-01-31T12:00:30.500Z, 2026-01-31T12:00:30.500Z",
        "2026-01-31T13:00:30+01:00, 2026-01-31T12:00:30Z, 2026-01-31T12:00:30Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z, 2200-01-01T00:00:00Z, 2200-01-01T00:00:00Z",
        "30s, 2026-01-31T12:00:30Z, 30s",
        "1.5s, 2026-01-31T12:00:01.500Z, 1.5s",
        "0, 2026-01-31T12:00:00Z, 0s",
        "0s, 2026-01-31T12:00:00Z, 0s",
        "1ns, 2026-01-31T12:00:00.000000001Z, 1ns",
        "365d, 2027-01-31T12:00:00Z, 365d",
        "PT30S, 2026-01-31T12:00:30Z, 30s",
        "PT1M30.25S, 2026-01-31T12:01:30.250Z, 90.25s",
        "P1D, 2026-02-01T12:00:00Z, 1d",
        "p1d, 2026-02-01T12:00:00Z, 1d",
        "PT1M-10S, 2026-01-31T12:00:50Z, 50s",
    })
    void areReadAndWrittenBack(String text, Instant instant, String written) {
        Moment moment = Moment.of(text);
        assertEquals(instant, moment.from(NOON));
        assertEquals(written, moment.toString());
        assertEquals(moment, Moment.of(written));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "tomorrow; " + RULE + ", was \"tomorrow\"",
                "``; " + RULE + ", was \"\"",
                "30; " + RULE + ", was \"30\"",
                "2026-01-31; " + RULE + ", was \"2026-01-31\"",
                "2026-01-31T12:00:00; " + RULE + ", was \"2026-01-31T12:00:00\"",
                "2026-13-31T12:00:00Z; " + RULE + ", was \"2026-13-31T12:00:00Z\"",
                "1769860800; " + RULE + ", was \"1769860800\"",
                "P1Y; " + RULE + ", was \"P1Y\"",
                "-; " + RULE + ", was \"-\"",
                "-P; " + RULE + ", was \"-P\"",
                "-1s; must be from 0s to 365d, was -1s",
                "PT-1S; must be from 0s to 365d, was -1s",
                "-PT1S; must be from 0s to 365d, was -1s",
                "366d; must be from 0s to 365d, was 366d",
                "1969-12-31T23:59:59Z; must be from 1970-01-01T00:00:00Z to 2200-01-01T00:00:00Z, was 1969-12-31T23:59:59Z",
                "2200-01-01T00:00:00.000000001Z; must be from 1970-01-01T00:00:00Z to 2200-01-01T00:00:00Z, was 22",
            })
    void refusesOthers(String text, String complaint) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> Moment.of(text));
        String seen = invalid.rule() + ", was " + invalid.value();
        assertEquals(complaint, seen.substring(0, Math.min(complaint.length(), seen.length())));
    }

    @Test
    void refusesWhatIsNoText() {
        for (Object value : List.of(5, 1.5, true, List.of(), Map.of("a", 1))) {
            assertEquals(
                    RULE,
                    assertThrows(InvalidValue.class, () -> Moment.of(value)).rule());
        }
        assertThrows(InvalidValue.class, () -> new Moment(null, null));
        assertThrows(InvalidValue.class, () -> new Moment(NOON, Duration.ZERO));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "30s, 30s",
        "30s, 29s",
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00Z, 2026-01-31T11:00:00Z",
    })
    void refusesAnEndThatIsNotAfterTheStart(String from, String to) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> new Window(Moment.of(from), Moment.of(to)));
        assertEquals("to must be after from, was " + to, invalid.getMessage());
        assertThrows(InvalidValue.class, () -> new Ramp(Moment.of(from), Duration.ofSeconds(1), Moment.of(to)));
    }
}
