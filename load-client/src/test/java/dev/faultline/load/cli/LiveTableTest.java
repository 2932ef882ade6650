package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.RetriedSamples;
import dev.faultline.load.report.Samples;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTableTest {

    private static List<String> foot(ExperimentResult result) {
        StringWriter text = new StringWriter();
        new LiveTable(new Terminal(new PrintWriter(text), false), new Windows(2))
                .foot(Report.of(result, Samples.VERSIONS), List.of());
        return text.toString().lines().toList();
    }

    private static String line(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError(start + " in " + lines));
    }

    @Test
    void attemptsAndRequestsAreToldApart() {
        List<String> lines = foot(RetriedSamples.sweep());
        for (String expected : List.of(
                "attempts                               400              1233                 0",
                "requests                               400               800                 0",
                "success rate of requests           100.00%            89.13%           no data")) {
            assertEquals(expected, line(lines, expected.substring(0, 20)));
        }
        lines.stream().limit(12).forEach(each -> assertTrue(each.length() <= 80, each));
    }

    @Test
    void aSweepTellsWhatWasJudged() {
        List<String> lines = foot(RetriedSamples.sweep());
        assertTrue(
                line(lines, "weight").endsWith("p95ms  success_rate of requests >= 95%, p99 < 2s"),
                () -> line(lines, "weight"));
        assertTrue(line(lines, "10 ").contains("  100.00%, "), () -> line(lines, "10 "));
        assertEquals("35            undecided         -         -  -, -", line(lines, "35"));
    }

    @Test
    void withoutRetriesTheTableIsAsItWas() {
        List<String> lines = foot(Samples.half());
        assertEquals(
                "attempts                       3000                  3000                  1000",
                line(lines, "attempts"));
    }
}
