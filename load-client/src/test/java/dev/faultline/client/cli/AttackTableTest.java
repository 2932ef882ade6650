package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.text.Ink;
import dev.faultline.client.text.Paragraph;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttackTableTest {

    private static String row(Ink ink, String phase, Window window) {
        Terminal terminal = new Terminal(new PrintWriter(new StringWriter()), new Terminal.Screen(true, true, ink, 80));
        return new AttackTable(terminal, new WindowHistory(2), Duration.ofSeconds(1)).row(86_400, phase, window);
    }

    @ParameterizedTest(name = "{0}/s, {1} ms")
    @CsvSource({"1, 1", "200, 60000", "50000, 600000"})
    void noFigureLeavesItsColumn(int attempts, long millis) {
        Window window = Busy.second(attempts, Duration.ofMillis(millis));
        for (String phase : new String[] {"load", "warmup", "x".repeat(63)}) {
            String row = row(Ink.NONE, phase, window);
            assertTrue(row.matches(".{6} .{6} .{7} .{7} .{7} .{7} .{7} .{7} .{7} .{7}"), row);
            assertEquals(10, row.strip().split(" +").length, row);
            String coloured = row(Ink.ANSI, phase, window);
            assertEquals(row.length(), Paragraph.columns(coloured));
            // Less than all succeeded, and some were shed: of one attempt all did.
            assertEquals(attempts > 1, coloured.contains("\u001b[1;31m"), coloured);
            assertTrue(coloured.endsWith("\u001b[35m" + attempts + "\u001b[0m"), coloured);
        }
    }

    @Test
    void aSecondWithoutAnAnswerHasNoLatency() {
        Tally tally = new Tally();
        AttemptTimestamps instants = new AttemptTimestamps(0, 0);
        instants.ended(1_000_000);
        tally.arrived();
        tally.record(instants, Result.unanswered(ResultClass.REFUSED));
        String row = row(Ink.NONE, "load", new Window(Instant.EPOCH, 0, 1_000_000_000L, tally));
        assertEquals("86400s load       1.0     1.0    0.0%       -       -       -     0.0       0", row);
    }

    @Test
    void aSecondOfNothingHasNoFigures() {
        String row = row(Ink.ANSI, "load", new Window(Instant.EPOCH, 0, 1_000_000_000L, new Tally()));
        assertEquals("86400s load       0.0     0.0       -       -       -       -       -       0", row);
    }
}
