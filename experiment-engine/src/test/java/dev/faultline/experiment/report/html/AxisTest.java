package dev.faultline.experiment.report.html;

import static dev.faultline.experiment.report.html.Format.FORMAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

    private static String ticks(Axis axis) {
        return axis.ticks().stream().map(FORMAT::plain).collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "up to {0}: {1}")
    @CsvSource({
        "0, 0 0.2 0.4 0.6 0.8 1",
        "1, 0 0.2 0.4 0.6 0.8 1",
        "203, 0 50 100 150 200 250",
        "0.26, 0 0.05 0.1 0.15 0.2 0.25 0.3",
        "50000, 0 10000 20000 30000 40000 50000"
    })
    void marksAreRound(double high, String expected) {
        assertEquals(expected, ticks(Axis.upTo(high)));
    }

    @ParameterizedTest(name = "{0} to {1} ms: {2}")
    @CsvSource({
        "1, 3, 0 0.5 1 1.5 2 2.5 3",
        "0.7, 83, 0.5 1 2 5 10 20 50 100",
        "0.3, 9000, 0.2 1 10 100 1000 10000",
        "0, 0, 0 0.002 0.004 0.006 0.008 0.01 0.012"
    })
    void timesAreLogarithmicWhereTheRangeAsksForIt(double least, double most, String expected) {
        assertEquals(expected, ticks(Axis.ofMillis(least, most)));
    }

    @ParameterizedTest(name = "{0} s: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "40; 0 s, 10 s, 20 s, 30 s, 40 s",
                "1200; 0:00 min, 5:00 min, 10:00 min, 15:00 min, 20:00 min",
                "7300; 0:00 h, 0:30 h, 1:00 h, 1:30 h, 2:00 h",
                "86400; 0:00 h, 5:00 h, 10:00 h, 15:00 h, 20:00 h"
            })
    void timeIsMarkedAtRoundMinutes(double end, String expected) {
        assertEquals(
                expected,
                Axis.ofSeconds(end).ticks().stream()
                        .map(tick -> FORMAT.seconds(tick, end))
                        .collect(Collectors.joining(", ")));
    }

    @ParameterizedTest(name = "lowest share {0}: from {1}")
    @CsvSource({"0, 0", "0.49, 0", "0.5, 0.5", "0.91, 0.9", "0.99, 0.99", "1, 0.99"})
    void sharesBeginAsHighAsTheyMay(double least, double low) {
        assertEquals(low, Axis.ofShares(least).low());
    }

    @Test
    void whatIsOutsideIsAtTheEnd() {
        for (Axis axis : List.of(Axis.upTo(10), Axis.logarithmic(1, 10))) {
            assertEquals(0, axis.at(-5));
            assertEquals(1, axis.at(Double.POSITIVE_INFINITY));
            assertTrue(axis.at(5) > 0 && axis.at(5) < 1);
        }
    }
}
