package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "PT0S, PT40S, 0, 0, 40s left",
        "PT0.1S, PT40S, 0, 0, 40s left",
        "PT20S, PT40S, 20, 50, 20s left",
        "PT39.9S, PT40S, 39, 99, 1s left",
        "PT40S, PT40S, 40, 100, 0s left",
        "PT50S, PT40S, 40, 100, 0s left",
        "PT0S, PT90S, 0, 0, 1m30s left",
        "PT1H, PT24H, 1, 4, 23h00m left",
    })
    void tellsHowFarItHasCome(Duration passed, Duration length, int full, int percent, String left) {
        String bar = Terminal.ProgressBar.bar(passed, length, 80);
        assertEquals(full, bar.chars().filter(c -> c == '#').count());
        assertEquals(40 - full, bar.chars().filter(c -> c == '-').count());
        assertTrue(bar.strip().startsWith(percent + "% "), bar);
        assertTrue(bar.contains(" " + left + " ["), bar);
        assertTrue(bar.length() < 80, bar);
    }

    @ParameterizedTest(name = "{0} columns")
    @CsvSource({"80, 40", "60, 38", "40, 18", "26, 4", "20, 4"})
    void aNarrowTerminalGetsAShortBar(int columns, int hashes) {
        String bar = Terminal.ProgressBar.bar(Duration.ofHours(23), Duration.ofHours(23), columns);
        assertEquals("100%      0s left [" + "#".repeat(hashes) + "]", bar);
        String longest =
                Terminal.ProgressBar.bar(Duration.ZERO, Duration.ofHours(23).plusMinutes(59), columns);
        assertTrue(longest.length() < Math.max(26, columns), longest);
    }
}
