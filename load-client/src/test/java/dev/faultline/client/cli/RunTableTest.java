package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.text.Columns;
import dev.faultline.client.text.Ink;
import dev.faultline.client.text.Paragraph;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.RetriedSamples;
import dev.faultline.experiment.report.Samples;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTableTest {

    private static List<String> foot(ExperimentResult result, Terminal.Screen screen) {
        StringWriter text = new StringWriter();
        new RunTable(new Terminal(new PrintWriter(text), screen), new WindowHistory(2))
                .foot(Report.of(result, Samples.VERSIONS), List.of());
        return text.toString().lines().toList();
    }

    private static List<String> foot(ExperimentResult result) {
        return foot(result, Terminal.Screen.NONE);
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
                "success rate of requests           100.00%            89.13%           no data",
                "class injected                           0               520                 0")) {
            assertEquals(expected, line(lines, expected.substring(0, 24).strip()));
        }
        assertEquals(
                2,
                lines.stream().filter(line -> line.startsWith("95% interval  ")).count());
    }

    @Test
    void aSweepTellsWhatWasJudged() {
        List<String> lines = foot(RetriedSamples.sweep());
        String head = line(lines, "weight");
        assertTrue(head.endsWith("p95ms  success_rate of requests >= 95%,"), head);
        assertTrue(lines.contains(" ".repeat(44) + "p99 < 2s"), lines::toString);
        assertTrue(line(lines, "10 ").contains("  100.00%, "), () -> line(lines, "10 "));
        assertEquals("35            undecided         -        -  -, -", line(lines, "35"));
    }

    @Test
    void whatNobodyAnsweredHasNoTimes() {
        List<String> lines = foot(Samples.unanswered());
        assertTrue(line(lines, "p95 ").endsWith("  -"), () -> line(lines, "p95 "));
        assertTrue(line(lines, "answered").endsWith("  0"), () -> line(lines, "answered"));
        assertEquals(
                "5             violated       0.0%        -  more than 5% of 1000 got no answer", line(lines, "5 "));
    }

    @Test
    void theFiguresOfThePhasesStandBelowEachOther() {
        List<String> lines = foot(Samples.half());
        assertEquals(
                "attempts                        3000                  3000                  1000",
                line(lines, "attempts"));
        assertTrue(line(lines, "95% interval").contains(" to 100.00%"), lines::toString);
        assertTrue(line(lines, "class injected").matches("class injected +0 +1\\d{3} +0"), lines::toString);
    }

    @Test
    void sentencesFitATerminalAndStayWholeElsewhere() {
        Terminal.Screen eighty = new Terminal.Screen(true, true, Ink.ANSI, 80);
        for (ExperimentResult result : List.of(Samples.half(), Samples.sweep(), RetriedSamples.sweep())) {
            List<String> shown = foot(result, eighty);
            shown.forEach(line -> assertTrue(Paragraph.columns(line) <= 80, line));
            List<String> piped = foot(result);
            assertTrue(piped.contains(Report.of(result, Samples.VERSIONS).sentence()), piped::toString);
            assertTrue(piped.stream().noneMatch(line -> line.contains("\u001b")), piped::toString);
        }
        List<String> shown = foot(Samples.half(), eighty);
        assertTrue(
                line(shown, "\u001b[1;34mpass\u001b[0m: the hypothesis holds: ").length() > 60);
        assertTrue(line(shown, "success rate").contains("\u001b[1;31m"), shown::toString);
    }

    @Test
    void whatOthersWroteDoesNotSteerTheTerminal() {
        List<String> lines = foot(Samples.hostile(), new Terminal.Screen(true, true, Ink.NONE, 80));
        assertTrue(lines.stream().noneMatch(line -> line.matches(".*\\p{Cc}.*")), lines::toString);
    }

    /** The figures of a busy and slow second, and a cell as long as names can be. */
    @ParameterizedTest(name = "{0}/s, {1} ms")
    @CsvSource({"1, 1", "200, 60000", "50000, 600000", "50000, 3"})
    void noFigureLeavesItsColumn(int attempts, long millis) {
        Window window = Busy.second(attempts, Duration.ofMillis(millis));
        RunTable table = new RunTable(
                new Terminal(new PrintWriter(new StringWriter()), Terminal.Screen.NONE), new WindowHistory(2));
        for (String phase : List.of("baseline", "x".repeat(63))) {
            String row = table.row(86_400, Columns.Cell.of(phase), window);
            assertTrue(row.length() <= 80, row);
            assertEquals(9, row.strip().split(" +").length - 1, row);
            assertTrue(row.matches(".{6} .{8} .{7} .{7} .{7} .{7} .{7} .{7} .{8} .{6}"), row);
        }
    }
}
