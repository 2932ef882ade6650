package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.AttackReport;
import dev.faultline.load.slo.Promise;
import dev.faultline.wire.InvalidValue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttackTest {

    private final FakeTraffic traffic = new FakeTraffic();
    private final Interruption interruption = new Interruption();
    private final StringWriter printed = new StringWriter();

    private Optional<AttackReport> attack(String... arguments) throws InterruptedException {
        return attack(new PrintWriter(printed), arguments);
    }

    private Optional<AttackReport> attack(PrintWriter out, String... arguments) throws InterruptedException {
        AttackOptions options = Options.parse(List.of(arguments));
        Windows windows = new Windows(10);
        AttackTable table = new AttackTable(new Terminal(out, Screen.NONE), windows, Duration.ofSeconds(1));
        Attack.World world = new Attack.World(traffic, windows, () -> Promise.UNKNOWN, interruption);
        try (Exports exports = Exports.open(options.files, new PrintWriter(printed))) {
            return new Attack(options.order(), world, exports, table).conduct();
        }
    }

    private void answers(int count, int status) {
        for (int i = 0; i < count; i++) {
            Instants instants = new Instants(0, 0);
            instants.connected(0);
            instants.ended(1_000_000);
            traffic.tally.arrived();
            traffic.tally.record(instants, Result.answered(status, false, false, false));
        }
    }

    @Test
    void aLoadThatCameToItsEndTookWhatWasAskedFor() throws InterruptedException {
        answers(100, 200);
        AttackReport report = attack("--target", "http://a/", "--rate", "10", "--duration", "10s")
                .orElseThrow();
        assertEquals(10, report.figures().seconds());
        assertEquals(10, report.figures().rate());
        assertNull(report.aborted());
        assertEquals(0, AttackCommand.exitCode(report));
        assertTrue(printed.toString().startsWith("10/s to http://a/ for 10s\n\n"), printed::toString);
    }

    @Test
    void aSignalBeforeTheEndAborts() throws InterruptedException {
        traffic.endless = true;
        interruption.raise(Duration.ZERO);
        AttackReport report = attack("--target", "http://a/", "--rate", "10", "--duration", "10s")
                .orElseThrow();
        assertTrue(traffic.stopped);
        assertEquals("stopped by a signal", report.aborted());
        assertTrue(report.figures().seconds() < 10);
        assertEquals(105, AttackCommand.exitCode(report));
    }

    @Test
    void aSignalIsTheEndOfALoadWithoutOne() throws InterruptedException {
        traffic.endless = true;
        interruption.raise(Duration.ZERO);
        AttackReport report = attack("--target", "http://a/", "--rate", "10").orElseThrow();
        assertTrue(traffic.stopped);
        assertNull(report.aborted());
        assertEquals(0, AttackCommand.exitCode(report));
    }

    @Test
    void aSignalInTheWarmUpLeavesNothingToTell() throws InterruptedException {
        traffic.endless = true;
        interruption.raise(Duration.ZERO);
        assertTrue(attack("--target", "http://a/", "--rate", "10", "--warmup", "1h")
                .isEmpty());
        assertTrue(traffic.stopped);
        assertEquals(1, traffic.started.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--duration=1h", "--seed=1"})
    void whoeverNobodyReadsStops(String more) throws InterruptedException {
        traffic.endless = true;
        AttackReport report = attack(TerminalTest.closedPipe(), "--target", "http://a/", "--rate", "10", more)
                .orElseThrow();
        assertTrue(traffic.stopped);
        assertEquals("stopped since nobody reads what it prints", report.aborted());
        assertEquals(105, AttackCommand.exitCode(report));
    }

    @Test
    void alsoInTheWarmUp() throws InterruptedException {
        traffic.endless = true;
        assertTrue(attack(TerminalTest.closedPipe(), "--target", "http://a/", "--rate", "10", "--warmup", "1h")
                .isEmpty());
        assertTrue(traffic.stopped);
    }

    @Test
    void theWarmUpGivesWayToTheLoad() throws InterruptedException {
        assertTrue(attack("--target", "http://a/", "--rate", "10", "--duration", "2s", "--warmup", "1ms")
                .isPresent());
        assertEquals(2, traffic.started.size());
        assertNull(traffic.started.get(0).duration());
        assertEquals(Duration.ofSeconds(2), traffic.started.get(1).duration());
    }

    @Test
    void whatIsNotAllowedIsNotStarted() {
        traffic.refuses = true;
        InvalidValue refused = assertThrows(InvalidValue.class, () -> attack("--target", "http://a/", "--rate", "10"));
        assertEquals("--target", refused.field());
        assertTrue(traffic.started.isEmpty());
    }

    @ParameterizedTest(name = "{0} {1} of 1000 answers {2}: {3}")
    @CsvSource({
        "success_rate >= 99%, 1000, 200, 0",
        "success_rate >= 99%, 1000, 503, 99",
        "success_rate >= 99.9%, 50, 200, 98",
        "success_rate >= 99%, 0, 200, 98",
        "share of injector = split, 1000, 200, 98",
    })
    void thresholdsAreJudgedOnAllThatIsCounted(String threshold, int count, int status, int code)
            throws InterruptedException {
        answers(count, status);
        AttackReport report = attack(
                        "--target", "http://a/", "--rate", "10", "--duration", "10s", "--threshold", threshold)
                .orElseThrow();
        assertEquals(code, AttackCommand.exitCode(report), () -> String.valueOf(report.checks()));
    }

    @Test
    void aFileThatCannotBeWrittenIsNoLoad() {
        assertThrows(
                InvalidValue.class,
                () -> attack("--target", "http://a/", "--rate", "10", "--hgrm", "/dev/null/nowhere"));
        assertFalse(traffic.stopped);
        assertTrue(traffic.started.isEmpty());
    }
}
