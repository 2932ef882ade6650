package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.load.experiment.Actuators;
import dev.faultline.load.experiment.ChaosControl;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.experiment.FaultControl;
import dev.faultline.load.experiment.HttpControl;
import dev.faultline.load.experiment.Journals;
import dev.faultline.load.experiment.Lanes;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.experiment.Time;
import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Reports;
import dev.faultline.load.report.Versions;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that may not begin: nothing is acted on. */
class ExperimentCommandTest {

    private static final byte[] EXPERIMENT = """
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            method: [{hold: 1s}]
            """.getBytes(StandardCharsets.UTF_8);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Interruption interruption = new Interruption();
    private Experiments experiments;
    private ExperimentCommand command;

    @BeforeEach
    void create(@TempDir Path directory) {
        ExperimentReader reader = new ExperimentReader(new StrictReader(WireJson.strict(new YAMLFactory())));
        Actuators actuators = new Actuators(
                null,
                untouched(FaultControl.class),
                untouched(ChaosControl.class),
                untouched(HttpControl.class),
                untouched(Traffic.class));
        Journals journals = new Journals(directory, reader, InstantSource.system());
        Reports reports = new Reports(directory, 1, new Versions("1", "j", "o"), List.of(), WireJson.mapper());
        experiments = new Experiments(untouched(Lanes.class), actuators, journals, 1, reports, Time.REAL);
        command = new ExperimentCommand(experiments, reader, new Windows(1), reports, interruption);
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
        assertEquals(Outcome.ABORTED.exitCode(), run());
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
