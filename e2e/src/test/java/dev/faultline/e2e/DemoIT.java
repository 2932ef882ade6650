package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @ParameterizedTest(name = "--weight {0}")
    @ValueSource(ints = {0, 10, 100})
    void theShareIsTheWeight(int weight) throws Exception {
        try (Demo demo = Demo.decided(
                "inject ", "--once", "--weight", Integer.toString(weight), "--duration", "3s", "--rate", "300")) {
            assertPassed(demo);
        }
    }

    /** The client checks both certificates, that of the backend and the one that the injector has made itself. */
    @Test
    void theSameGoesByHttps() throws Exception {
        try (Demo demo = Demo.decided("inject ", "--once", "--tls", "--duration", "3s", "--rate", "100")) {
            assertPassed(demo);
            assertTrue(
                    Files.exists(Demo.ROOT.resolve(Path.of("target", "demo", "tls", "ca.pem"))),
                    "the authority is kept");
        }
    }

    /** Those handshakes fail that the injector is told to have fail, and nothing else does. */
    @Test
    void anExpiredCertificateIsSeenByItsShareOfTheCallers() throws Exception {
        try (Demo demo = Demo.decided(
                "inject ", "--once", "--tls", "--experiment", "expired-certificate", "--duration", "12s")) {
            assertEquals(0, demo.process().exitValue(), demo::output);
            assertTrue(demo.output().contains("pass: the hypothesis holds: share of tls "), demo::output);
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    @Test
    void theWeightIsAHalfUnlessItIsSet() throws Exception {
        Demo demo = Demo.shared();
        assertPassed(demo);
        assertTrue(demo.output().contains("success_rate = split (50.00%)"), demo::output);
    }

    private static void assertPassed(Demo demo) {
        assertEquals(0, demo.process().exitValue(), demo::output);
        assertTrue(demo.output().contains("pass: the hypothesis holds: success_rate = split ("), demo::output);
        assertTrue(demo.output().contains("report: target/demo/reports/"), demo::output);
        assertFalse(demo.output().contains("building"), "what is built is not built again");
        demo.assertNothingLeft(AT_ONCE);
    }

    @Test
    void anInjectorThatIsKilledFailsTheExperiment() throws Exception {
        try (Demo demo = Demo.holding("4s")) {
            demo.readUntilInjected();
            demo.rememberServices();
            demo.service("error-injector").destroyForcibly();
            assertEquals(99, demo.end(), demo::output);
            assertTrue(demo.output().contains("refused "), demo::output);
            assertTrue(
                    demo.output().contains("fail: it is not known what was in force to the end of the hold: "),
                    demo::output);
            assertTrue(demo.output().contains("; and could not undo (faults back"), demo::output);
            assertTrue(demo.output().contains("undone: split back to"), demo::output);
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    @Test
    void aBackendThatIsKilledFailsTheExperiment() throws Exception {
        try (Demo demo = Demo.holding("4s")) {
            demo.readUntilInjected();
            demo.rememberServices();
            demo.service("demo-backend").destroyForcibly();
            assertEquals(99, demo.end(), demo::output);
            assertTrue(demo.output().contains("fail: not healthy after the rollback"), demo::output);
            assertTrue(demo.output().contains("undone: faults back"), demo::output);
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    @Test
    void aClientThatIsStoppedRollsBack() throws Exception {
        try (Demo demo = Demo.holding("60s")) {
            demo.readUntil(line -> line.contains("baseline "));
            demo.rememberServices();
            demo.service("load-client").destroy();
            assertEquals(105, demo.end(), demo::output);
            assertTrue(demo.output().contains("aborted: stopped by a signal"), demo::output);
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    @Test
    void aScriptThatIsStoppedRollsBack() throws Exception {
        try (Demo demo = Demo.holding("60s")) {
            demo.readUntilInjected();
            demo.rememberServices();
            // The process itself would close its output too.
            assertTrue(demo.process().toHandle().destroy());
            assertEquals(105, demo.end(), demo::output);
            assertTrue(demo.output().contains("undone: split back to"), demo::output);
            assertTrue(demo.output().contains("undone: faults back"), demo::output);
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    /** Whether the client has begun to wait for the others by then or not. */
    @Test
    void aScriptThatIsStoppedWhileTheServicesStartAbortsAtOnce() throws Exception {
        try (Demo demo = Demo.holding("60s")) {
            demo.readUntil(line -> line.startsWith("starting "));
            assertTrue(demo.process().toHandle().destroy());
            assertEquals(105, demo.end(), demo::output);
            assertFalse(demo.output().contains("Exception"), demo::output);
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    /** The moments are those at which it prints such a line; an empty one is the very first. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "starting ", "ready after ", "baseline ", "inject ", "verify ", "report: "})
    void aScriptThatIsKilledLeavesNothing(String moment) throws Exception {
        try (Demo demo = Demo.holding("2s")) {
            if (!moment.isEmpty()) {
                demo.readUntil(line -> line.contains(moment));
            }
            demo.kill();
        }
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "--weight 101, 104, '--weight must be a whole number from 0 to 100, was \"101\"'",
        "--weight -1, 104, '--weight must be a whole number from 0 to 100, was \"-1\"'",
        "--weight=ten, 104, '--weight must be a whole number from 0 to 100, was \"ten\"'",
        "--weight, 104, --weight needs a value",
        "--rate 0, 104, '--rate must be a whole number from 1 to 50000, was \"0\"'",
        "--duration soon, 104, '--duration must be a duration such as 15s, was \"soon\"'",
        "--fast, 104, 'unknown option \"--fast\"; --help lists them'",
        "--no-port 80, 104, 'unknown option \"--no-port\"; --help lists them'",
        "now, 104, 'unknown option \"now\"; --help lists them'",
        "--experiment expired-certificate, 104, 'expired-certificate breaks handshakes of TLS: give --tls, too'",
        "--tls --experiment pod-kill, 104, '--tls needs a scheme in the configuration of the experiment, as faulty-traffic has it, and pod-kill has none'",
        "--client-port 65536, 104, '--client-port must be a whole number from 1 to 65535, was \"65536\"'",
        "--client-port 8081, 104, port 8081 is given twice; set another with --backend-port",
    })
    void badOptionsAreOneClearLine(String arguments, int exitCode, String complaint) throws Exception {
        try (Demo demo = Demo.plain(arguments.split(" "))) {
            assertEquals(exitCode, demo.end(), demo::output);
            assertEquals("demo: " + complaint, demo.output());
        }
    }

    @Test
    void aTakenPortIsNamedWithItsOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Demo demo = Demo.plain("--once", "--injector-control-port", Integer.toString(taken.getLocalPort()))) {
            // The other ports are the defaults: one of them may be taken too, on a machine that is in use.
            assertEquals(1, demo.end(), demo::output);
            assertTrue(
                    demo.output().matches("demo: port \\d+ is taken; set another with --[a-z-]+-port"), demo::output);
        }
    }

    @Test
    void helpTellsEveryOption() throws Exception {
        try (Demo demo = Demo.plain("--help")) {
            assertEquals(0, demo.end());
            assertTrue(demo.output().startsWith("Usage: ./demo"), demo::output);
        }
    }
}
