package dev.faultline.backend.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Instant STARTED = Instant.parse("2020-08-21T18:41:08Z");
    /** The lines of Apache 2.4.46 after 26 seconds, but for names and board. */
    private static final String APACHE = """
                localhost
                ServerVersion: Faultline <b>
                ServerMPM: vertx-epoll
                Server Built: 2020-08-05T23:20:17
                CurrentTime: Friday, 21-Aug-2020 18:41:34 UTC
                RestartTime: Friday, 21-Aug-2020 18:41:08 UTC
                ParentServerConfigGeneration: 1
                ParentServerMPMGeneration: 0
                ServerUptimeSeconds: 26
                ServerUptime: 26 seconds
                Load1: 0.00
                Load5: 0.03
                Load15: 1.25
                Total Accesses: 30
                Total kBytes: 217
                Total Duration: 11
                CPUUser: .2
                CPUSystem: .02
                CPUChildrenUser: 0
                CPUChildrenSystem: 0
                CPULoad: .846154
                Uptime: 26
                ReqPerSec: 1.15385
                BytesPerSec: 8546.46
                BytesPerReq: 7406.93
                DurationPerReq: .366667
                BusyWorkers: 1
                GracefulWorkers: 0
                IdleWorkers: 7
                Processes: 1
                Stopping: 0
                ConnsTotal: 4
                ConnsAsyncWriting: 1
                ConnsAsyncKeepAlive: 2
                ConnsAsyncClosing: 1
                Scoreboard: W_______
                """;

    private static final CpuTimes CPU = new CpuTimes(0.2, 0.02, 0, 0);

    @Test
    void writesTheLinesOfApache() {
        Report report = report(
                Duration.ofSeconds(26),
                CPU,
                new Totals(30, 217 * 1024 + 5, Duration.ofMillis(11)),
                new Workers(1, 0, 7, false));
        assertEquals(APACHE, AutoReport.of(report));
    }

    @Test
    void leavesOutWhatCannotBeKnown() {
        Report report = report(Duration.ZERO, null, new Totals(0, 0, Duration.ZERO), new Workers(1, 0, 1, false));
        String text = AutoReport.of(report);
        for (String key : new String[] {"CPU", "ReqPerSec", "BytesPerSec", "BytesPerReq", "DurationPerReq"}) {
            assertFalse(text.contains("\n" + key), key);
        }
        assertFalse(HtmlReport.of(report).contains("CPU Usage"));
        assertFalse(HtmlReport.of(report).contains("requests/sec"));
    }

    @Test
    void showsWhatIsFinishedGracefully() {
        Report report = report(Duration.ofDays(1), CPU, new Totals(0, 0, Duration.ZERO), new Workers(0, 2, 1, true));
        String text = AutoReport.of(report);
        assertTrue(text.contains("\nBusyWorkers: 0\nGracefulWorkers: 2\nIdleWorkers: 1\nProcesses: 1\nStopping: 1\n"));
        assertTrue(text.endsWith("Scoreboard: GG_\n"));
    }

    @Test
    void laysThePageOutAndEscapesIt() {
        Report report = report(
                Duration.ofSeconds(26),
                CPU,
                new Totals(30, 217 * 1024, Duration.ofMillis(11)),
                new Workers(1, 0, 69, false));
        String page = HtmlReport.of(report);
        assertTrue(page.contains("<dt>Server Version: Faultline &lt;b&gt;</dt>"), page);
        assertTrue(page.contains("<dt>Total accesses: 30 - Total Traffic: 217.0 kB - Total Duration: 11</dt>"), page);
        assertTrue(page.contains("<dt>CPU Usage: u.2 s.02 cu0 cs0 - .846% CPU load</dt>"), page);
        assertTrue(
                page.contains("<dt>1.15 requests/sec - 8.3 kB/second - 7.2 kB/request - .366667 ms/request</dt>"),
                page);
        assertTrue(page.contains("<pre>W" + "_".repeat(63) + "\n______</pre>"), page);
    }

    private static Report report(Duration uptime, @Nullable CpuTimes cpu, Totals totals, Workers workers) {
        return new Report(
                "localhost",
                new ServerFacts(
                        "Faultline <b>",
                        "vertx-epoll",
                        Instant.parse("2020-08-05T23:20:17Z"),
                        STARTED,
                        ZoneId.of("UTC")),
                STARTED.plus(uptime),
                new Load(0, 0.03, 1.25),
                cpu,
                totals,
                workers,
                new ConnectionCounts(4, 1, 2, 1));
    }
}
