package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.RetriedSamples;
import dev.faultline.load.report.Samples;
import dev.faultline.load.text.Cell;
import dev.faultline.load.text.Ink;
import dev.faultline.load.text.Paragraph;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveTableTest {

    private static List<String> foot(ExperimentResult result, Screen screen) {
        StringWriter text = new StringWriter();
        new LiveTable(new Terminal(new PrintWriter(text), screen), new Windows(2))
                .foot(Report.of(result, Samples.VERSIONS), List.of());
        return text.toString().lines().toList();
    }

    private static List<String> foot(ExperimentResult result) {
        return foot(result, Screen.NONE);
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
        Screen eighty = new Screen(true, true, Ink.ANSI, 80);
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
        List<String> lines = foot(Samples.hostile(), new Screen(true, true, Ink.NONE, 80));
        assertTrue(lines.stream().noneMatch(line -> line.matches(".*\\p{Cc}.*")), lines::toString);
    }

    /** The figures of a busy and slow second, and a cell as long as names can be. */
    @ParameterizedTest(name = "{0}/s, {1} ms")
    @CsvSource({"1, 1", "200, 60000", "50000, 600000", "50000, 3"})
    void noFigureLeavesItsColumn(int attempts, long millis) {
        Window window = Busy.second(attempts, Duration.ofMillis(millis));
        LiveTable table = new LiveTable(new Terminal(new PrintWriter(new StringWriter()), Screen.NONE), new Windows(2));
        for (String phase : List.of("baseline", "x".repeat(63))) {
            String row = table.row(86_400, Cell.of(phase), window);
            assertTrue(row.length() <= 80, row);
            assertEquals(9, row.strip().split(" +").length - 1, row);
            assertTrue(row.matches(".{6} .{8} .{7} .{7} .{7} .{7} .{7} .{7} .{8} .{6}"), row);
        }
    }
}
