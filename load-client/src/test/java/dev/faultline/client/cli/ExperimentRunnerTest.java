package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.journal.JournalFiles;
import dev.faultline.experiment.journal.Journals;
import dev.faultline.experiment.journal.Time;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.run.Experiments;
import dev.faultline.experiment.run.LoadSlots;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.ChaosControl;
import dev.faultline.experiment.step.FaultControl;
import dev.faultline.experiment.step.HttpControl;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireJson;
import dev.faultline.platform.wire.WireYaml;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that may not begin: nothing is acted on. */
class ExperimentRunnerTest {

    private static final byte[] EXPERIMENT = """
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            method: [{hold: 1s}]
            """.getBytes(StandardCharsets.UTF_8);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Shutdown interruption = new Shutdown();
    private Experiments experiments;
    private ExperimentRunner command;

    @BeforeEach
    void create(@TempDir Path directory) {
        ExperimentReader reader = new ExperimentReader(WireYaml.reader());
        Actuators actuators = new Actuators(
                null,
                untouched(FaultControl.class),
                untouched(ChaosControl.class),
                untouched(HttpControl.class),
                untouched(LoadControl.class),
                Optional::empty,
                untouched(Actuators.Learning.class));
        Journals journals = new Journals(new JournalFiles(directory), reader, InstantSource.system());
        Reports reports = new Reports(directory, 1, new Report.Versions("1", "j", "o"), List.of(), WireJson.mapper());
        experiments = new Experiments(untouched(LoadSlots.class), actuators, journals, 1, reports, Time.REAL);
        command = new ExperimentRunner(experiments, reader, new WindowHistory(1), reports, interruption);
    }

    private static <T> T untouched(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new AssertionError(method + " is called");
                }));
    }

    private int run() {
        return command.run(
                command.read(EXPERIMENT, Map.of()), EXPERIMENT, false, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void oneThatIsStoppedBeforeItBeganIsAborted() {
        // The order of a shutdown.
        interruption.raise(Duration.ZERO);
        experiments.abortAll("stopped by a signal", Duration.ZERO);
        assertTrue(command.isInterrupted());
        assertEquals(Verdict.Outcome.ABORTED.exitCode(), run());
        assertEquals(
                "aborted: stopped by a signal before the experiment began",
                err.toString().strip());
        assertEquals("", out.toString());
    }

    @Test
    void whereThereIsNoPlaceItIsRefused() {
        experiments.abortAll("no more of them", Duration.ZERO);
        InvalidValue invalid = assertThrows(InvalidValue.class, this::run);
        assertEquals("must be the only experiment", invalid.rule());
    }
}
