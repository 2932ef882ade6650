package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.text.AttackReport;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.platform.wire.InvalidValue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttackTest {

    private final FakeTraffic traffic = new FakeTraffic();
    private final Shutdown interruption = new Shutdown();
    private final WindowHistory windows = new WindowHistory(10);
    private final StringWriter printed = new StringWriter();

    private Optional<AttackReport> attack(String... arguments) throws InterruptedException {
        return attack(new PrintWriter(printed), arguments);
    }

    private Optional<AttackReport> attack(PrintWriter out, String... arguments) throws InterruptedException {
        AttackOptions options = Options.parse(List.of(arguments));
        AttackTable table = new AttackTable(new Terminal(out, Terminal.Screen.NONE), windows, Duration.ofSeconds(1));
        Attack.World world = new Attack.World(traffic, windows, () -> ExpectedShare.UNKNOWN, interruption);
        try (Exports exports = Exports.open(options.files, new PrintWriter(printed))) {
            return new Attack(options.order(), world, exports, table).conduct();
        }
    }

    private void answers(int count, int status) {
        answers(traffic.tally, count, status);
    }

    private static void answers(Tally tally, int count, int status) {
        for (int i = 0; i < count; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 0);
            instants.connected(0);
            instants.ended(1_000_000);
            tally.arrived();
            tally.record(instants, Result.answered(status, false, false, false));
        }
    }

    /** So many seconds after the start so many answers of that status are in the books. */
    private void seen(int seconds, int count, int status) {
        Tally tally = new Tally();
        answers(tally, count, status);
        long now = System.nanoTime();
        windows.add(
                new Window(Instant.EPOCH, now, now + Duration.ofSeconds(seconds).toNanos(), tally));
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
    void aPartOfALoadBeginsWhenItIsToldTo() throws InterruptedException {
        Instant at = Instant.now().plusSeconds(3600);
        AttackReport report = attack(
                        "--target",
                        "http://a/",
                        "--rate",
                        "10",
                        "--duration",
                        "10s",
                        "--shard",
                        "2/5",
                        "--start-at",
                        at.toString())
                .orElseThrow();
        assertEquals(at, traffic.startedAt);
        assertEquals(at, report.started());
        assertEquals(new Shard(2, 5), report.shard());
        assertEquals(0L, report.plan().seed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT25H", "-PT10S", "-PT1H"})
    void aBeginningMustBeNearEnough(String fromNow) {
        String at = Instant.now().plus(Duration.parse(fromNow)).toString();
        InvalidValue refused = assertThrows(
                InvalidValue.class,
                () -> attack("--target", "http://a/", "--rate", "10", "--duration", "10s", "--start-at", at));
        assertEquals("--start-at", refused.field());
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
    void aThresholdThatFailsEndsTheLoadIfThatIsAskedFor() throws InterruptedException {
        traffic.endless = true;
        traffic.whenStarted = () -> seen(6, 100, 503);
        // In the end it is open: what ended the load has ended it.
        answers(20, 503);
        answers(2_000, 200);
        AttackReport report = attack(
                        "--target=http://a/",
                        "--rate=10",
                        "--duration=1h",
                        "--threshold=success_rate >= 99%",
                        "--threshold=p99 < 1s",
                        "--threshold=count >= 100000",
                        "--abort-on-fail")
                .orElseThrow();
        assertTrue(traffic.stopped);
        assertNull(report.aborted());
        String early = String.valueOf(report.endedEarly());
        assertTrue(early.endsWith("since a threshold was violated: success_rate >= 99%"), early);
        assertTrue(report.figures().seconds() < 3_600);
        assertEquals(99, AttackCommand.exitCode(report));
        List<ThresholdCheck> checks = Objects.requireNonNull(report.checks());
        assertEquals(Ruling.VIOLATED, checks.get(0).ruling());
        assertEquals(Ruling.MET, checks.get(1).ruling());
    }

    @ParameterizedTest(name = "{1} answers of {2} within {0} s, {3}: {4}")
    @CsvSource({
        // Not before five seconds, not while it is open, not of a count or a rate that may grow, and not unasked.
        "4, 100, 503, success_rate >= 99%, true",
        "6,   5, 200, success_rate >= 99%, true",
        "6, 100, 200, count >= 1000,       true",
        "6, 100, 200, rate >= 1000,        true",
        "6, 100, 503, success_rate >= 99%, false",
    })
    void nothingElseEndsIt(int seconds, int count, int status, String threshold, boolean asked)
            throws InterruptedException {
        traffic.endless = true;
        traffic.whenStarted = () -> {
            seen(seconds, count, status);
            interruption.raise(Duration.ZERO);
        };
        List<String> arguments = new ArrayList<>(
                List.of("--target=http://a/", "--rate=10", "--duration=1h", "--threshold=" + threshold));
        if (asked) {
            arguments.add("--abort-on-fail");
        }
        AttackReport report = attack(arguments.toArray(String[]::new)).orElseThrow();
        assertEquals("stopped by a signal", report.aborted());
        assertNull(report.endedEarly());
        assertEquals(105, AttackCommand.exitCode(report));
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
