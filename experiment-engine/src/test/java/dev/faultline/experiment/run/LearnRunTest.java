package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.learn.plan.LearnRequest;
import dev.faultline.learn.plan.Learner;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment whose plan is learned. */
class LearnRunTest {

    /** A minute of an access log: the second half of it failed. */
    private static final String LOG =
            "1.2.3.4 - - [30/Nov/2026:11:00:00 +0000] \\\"GET / HTTP/1.1\\\" 200 5 \\\"-\\\" \\\"-\\\" 0.005\\n"
                    + "1.2.3.4 - - [30/Nov/2026:11:00:30 +0000] \\\"GET / HTTP/1.1\\\" 503 5 \\\"-\\\" \\\"-\\\" 0.250\\n";

    private static final String EXPERIMENT = """
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            method:
              - learn: {content: "LOG", step: 30s, for: 1m, speed: 6}
              - split: {error-injector: 50}
              - hold: 10s
            """.replace("LOG", LOG);

    private final Learner learner = new Learner(
            (base, query) -> {
                throw new ControlFailed("Prometheus is gone", false, null);
            },
            name -> {
                throw new AssertionError(name);
            },
            InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z")));

    private final List<LearnRequest> asked = new ArrayList<>();
    private FakeWorld world;

    @BeforeEach
    void create(@TempDir Path directory) {
        world = new FakeWorld(directory);
        world.learning = request -> {
            asked.add(request);
            return learner.learn(request);
        };
    }

    private Experiment learned(String yaml) {
        return FakeWorld.read(yaml).learned(world.learning);
    }

    private InvalidValue refused(String yaml) {
        return assertThrows(InvalidValue.class, () -> learned(yaml));
    }

    @Test
    void thePlanStandsInTheDocumentBeforeAnythingBegins() {
        JsonNode plan = learned(EXPERIMENT).document().at("/method/0/learn/learned/plan");
        assertEquals(
                "{\"type\":\"window\",\"from\":\"5s\",\"to\":\"10s\"}",
                plan.at("/rules/1/when").toString());
        assertEquals(503, plan.at("/rules/1/aborts/0/status").asInt());
        assertTrue(world.faults.plan.toString().contains("mine"));
    }

    @Test
    void itIsPutInForceAndTakenBack() {
        ExperimentRun run = world.run(yaml(learned(EXPERIMENT)));
        ExperimentResult result = run.conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals("{\"rules\":[\"mine\"]}", world.faults.plan.toString());
        Report report = Report.of(result, new Report.Versions("1", "j", "o"));
        assertNotNull(report.course().rehearsal());
    }

    /** As whoever runs the document of a report again does: nobody is asked for what is known. */
    private static String yaml(Experiment experiment) {
        return experiment.document().toString();
    }

    @Test
    void whatIsLearnedIsNotAskedForAgain() {
        Experiment again = FakeWorld.read(yaml(learned(EXPERIMENT)));
        assertEquals(1, asked.size());
        assertEquals(again.document(), again.learned(world.learning).document());
        assertEquals(1, asked.size());
    }

    @Test
    void aSourceThatDoesNotAnswerEndsItBeforeItBegins() {
        InvalidValue e = refused(
                EXPERIMENT.replaceFirst("content: \".*\",", "prometheus: {url: \"http://p:9090\", service: cart},"));
        assertEquals(
                "method[0].learn must be learned from a source that answers: Prometheus is gone, was none that does",
                e.getMessage());
    }

    @Test
    void whatIsWrongIsNamedByItsPlace() {
        assertEquals(
                "method[0].learn.step must be from 1s to 31d, was 1ms",
                assertThrows(InvalidValue.class, () -> FakeWorld.read(EXPERIMENT.replace("step: 30s", "step: 1ms")))
                        .getMessage());
        assertEquals(
                "method[0].learn",
                refused(EXPERIMENT
                                .replace("content: \"", "content: \"no log\", x: \"")
                                .replaceAll(", x: \".*\",", ","))
                        .field()
                        .replaceFirst("(learn).*", "$1"));
    }

    @Test
    void aTimelineThatIsOverBeforeTheHoldIsRefused() {
        InvalidValue e = refused(EXPERIMENT.replace("hold: 10s", "hold: 11s"));
        assertEquals(
                "method[0].learn must play at least 11s, since that long is held with it (for and speed say how long it"
                        + " plays), was 10s",
                e.getMessage());
    }

    @Test
    void aSweepLearnsOnce() {
        String sweep = EXPERIMENT
                        .replace("error-injector: 50", "error-injector: \"${w}\"")
                        .replace("hold: 10s", "hold: 2s")
                + "configuration: {w: 10}\nsweep: {vary: w, range: {from: 10, to: 50, step: 20}}\n";
        Experiment experiment = learned(sweep);
        assertEquals(1, asked.size());
        assertEquals(
                experiment.method().steps().get(0),
                experiment.method().levels().toList().get(2).get(0));
        InvalidValue e = refused(sweep.replace("speed: 6", "speed: \"${w}\"")
                .replace("from: 10, to: 50, step: 20", "from: 1, to: 3, step: 1")
                .replace("w: 10}", "w: 1}"));
        assertTrue(e.getMessage().contains("must be the same at each level of the sweep"), e::getMessage);
    }
}
