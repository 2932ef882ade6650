package dev.faultline.platform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest(name = "{0} is {1}, written {2}")
    @CsvSource({
        "80ms, PT0.08S, 80ms",
        "1.5s, PT1.5S, 1.5s",
        "1500ms, PT1.5S, 1.5s",
        "10m, PT10M, 10m",
        "90s, PT1M30S, 90s",
        "1h30m, PT1H30M, 90m",
        "2d, PT48H, 2d",
        "250us, PT0.00025S, 250us",
        "7ns, PT0.000000007S, 7ns",
        "0.5us, PT0.0000005S, 500ns",
        ".5s, PT0.5S, 500ms",
        "1m.5s, PT1M0.5S, 60.5s",
        "-.5s, PT-0.5S, -500ms",
        "1500\u00b5s, PT0.0015S, 1.5ms",
        "1500\u03bcs, PT0.0015S, 1.5ms",
        "0, PT0S, 0s",
        "0s, PT0S, 0s",
        "PT1.5S, PT1.5S, 1.5s",
        "P1D, PT24H, 1d",
        "' 5s ', PT5S, 5s",
        "-5ms, PT-0.005S, -5ms",
    })
    void readsAndWrites(String text, Duration duration, String written) {
        assertEquals(duration, Durations.parse("x", text));
        assertEquals(written, Durations.format(duration));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "5",
                "1.5",
                "ms",
                "5 ms",
                "5parsecs",
                "1e3s",
                "s5",
                "--5s",
                "PT",
                "1.s",
                ".s",
                ".",
                "µ",
                "5µ",
                "NaN",
                "9999999999999s",
                "5S",
                "1s2",
                "+5s"
            })
    void refusesWhatIsNoDuration(String text) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> Durations.parse("delay.value", text));
        assertEquals("delay.value", invalid.field());
        assertTrue(invalid.getMessage().startsWith("delay.value must be a duration"), invalid.getMessage());
    }

    @RepeatedTest(200)
    void whatIsWrittenIsReadBackTheSame(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        Duration duration = Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 62)));
        assertEquals(duration, Durations.parse("x", Durations.format(duration)));
    }
}
