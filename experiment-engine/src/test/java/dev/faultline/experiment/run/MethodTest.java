package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.step.HttpControl;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the steps, guards, deadlines and sweeps of an experiment do, with time that passes at once. */
class MethodTest {

    private static final String HEAD = """
            title: t
            hypothesis: [success_rate >= 30%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s}
            """;

    private static final String HALF = HEAD + """
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 50}
              - hold: 20s
            """;

    private FakeWorld world;

    @BeforeEach
    void create(@TempDir Path directory) {
        world = new FakeWorld(directory);
    }

    private ExperimentResult conduct(String yaml) {
        ExperimentRun run = world.run(yaml);
        run.check();
        return run.conduct();
    }

    private static String method(String... steps) {
        return HEAD + "method:\n  - " + String.join("\n  - ", steps) + "\n";
    }

    private void assertRestored() {
        assertEquals(0.0, world.split.expectedShare().injected(), "the split is back");
        assertEquals("{\"rules\":[\"mine\"]}", world.faults.plan.toString(), "the faults are back");
        assertTrue(world.traffic.stopped, "the load is stopped");
    }

    @Test
    void aGuardEndsItLongBeforeTheMethodDoes() {
        world.at(16, () -> world.traffic.backendFails = true);
        world.at(24, () -> world.traffic.backendFails = false);
        ExperimentResult result = conduct(HALF + "guard: [success_rate >= 40% over 3s]\n");
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().startsWith("a guard was violated: success_rate >= 40% over 3s"),
                result.verdict().reason());
        assertTrue(result.phases().get(1).seconds() < 7, "the whole would have been 20 s");
        assertRestored();
    }

    @Test
    void aGuardThatHoldsChangesNothing() {
        ExperimentResult result = conduct(HALF + "guard: [success_rate >= 40%]\n");
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
    }

    @Test
    void guardsDoNotLookAtTheBaseline() {
        ExperimentResult result = conduct(HALF + "guard: [share of injector >= 40% over 3s]\n");
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
    }

    @Test
    void theDeadlineEndsIt() {
        ExperimentResult result = conduct(HALF.replace("hold: 20s", "hold: 10m") + "deadline: 20s\n");
        assertEquals(new Verdict(Verdict.Outcome.ABORTED, "the deadline of 20s has passed"), result.verdict());
        assertRestored();
    }

    @Test
    void aCheckThatIsViolatedEndsTheMethodAndFails() {
        ExperimentResult result = conduct(method(
                "faults: {rules: [{name: r}]}",
                "split: {error-injector: 50}",
                "hold: 5s",
                "check: [success_rate >= 90%]",
                "split: {error-injector: 100}",
                "hold: 60s"));
        assertEquals(Verdict.Outcome.FAIL, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().startsWith("success_rate >= 90%"),
                result.verdict().reason());
        assertEquals(5.0, result.phases().get(1).seconds());
        assertRestored();
    }

    private static String ends(ExperimentResult result) {
        return result.timeline().steps().stream()
                .map(step -> step.index() + " " + step.end().wire())
                .collect(Collectors.joining(", "));
    }

    @Test
    void stepsAreWrittenDownUpToTheOneThatFails() {
        world.at(15, () -> world.faults.failures = 1);
        ExperimentResult result = conduct(method(
                "split: {error-injector: 5}",
                "hold: 2s",
                "faults: {rules: [{name: r}]}",
                "split: {error-injector: 50}",
                "hold: 5s"));
        assertEquals(
                List.of(
                        new Timeline.StepResult(0, null, 13, 13, Timeline.StepResult.End.DONE, null),
                        new Timeline.StepResult(1, null, 13, 15, Timeline.StepResult.End.DONE, null),
                        new Timeline.StepResult(
                                2, null, 15, 15, Timeline.StepResult.End.FAILED, "the injector is down")),
                result.timeline().steps());
    }

    @Test
    void theFirstStepIsWrittenDownIfItFails() {
        world.faults.down = true;
        assertEquals("0 failed", ends(conduct(HALF)));
    }

    @Test
    void aStepThatIsCutShortSaysWhy() {
        ExperimentResult result = conduct(HALF.replace("hold: 20s", "hold: 10m") + "deadline: 20s\n");
        assertEquals("0 done, 1 done, 2 cut-short", ends(result));
        assertEquals(
                new Timeline.StepResult(
                        2, null, 13, 20, Timeline.StepResult.End.CUT_SHORT, "the deadline of 20s has passed"),
                result.timeline().steps().get(2));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            success_rate >= 99% min_n 500 | 0 done, 1 done, 2 done, 3 done
            success_rate >= 100.0%        | 0 done, 1 done, 2 undecided, 3 done
            success_rate < 50%            | 0 done, 1 done, 2 violated
            """)
    void whatACheckFoundIsWrittenDown(String threshold, String ends) {
        ExperimentResult result =
                conduct(method("load: {rate: 200}", "hold: 5s", "check: [" + threshold + "]", "hold: 1s"));
        assertEquals(ends, ends(result));
        String reason = result.timeline().steps().get(2).reason();
        assertTrue(reason != null && reason.startsWith("success_rate"), reason);
    }

    @Test
    void aStepThatBreaksIsWrittenDownToo() {
        ExperimentRun run = world.run(HALF);
        world.at(15, () -> {
            throw new IllegalStateException("a bug");
        });
        assertThrows(IllegalStateException.class, run::conduct);
        assertEquals("0 done, 1 done, 2 failed", ends(run.broken(new IllegalStateException("a bug"))));
    }

    @Test
    void aCheckSeesTheLastHoldAlone() {
        ExperimentResult result = conduct(method(
                "hold: 5s",
                "check: [success_rate >= 99%]",
                "split: {error-injector: 50}",
                "hold: 5s",
                "check: [success_rate = split]"));
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals(3, result.phases().get(1).checks().size());
    }

    @Test
    void theLoadIsChangedAndPutBack() {
        ExperimentRun run = world.run(method("load: {rate: 500}", "hold: 5s"));
        world.at(15, () -> assertEquals(500, world.rate()));
        world.at(20, () -> assertEquals(200, world.rate(), "verified with the load of the baseline"));
        ExperimentResult result = run.conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals("load back to what it was", result.undone().get(0).what());
    }

    @Test
    void aCallThatCannotBeTakenBackIsToldInTheVerdict() {
        ExperimentResult result = conduct(method("http: {method: POST, url: 'http://localhost:9/drop'}", "hold: 5s"));
        assertEquals(Verdict.Outcome.PASS, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().endsWith("what can't be undone stays: POST http://localhost:9/drop"),
                result.verdict().reason());
        assertEquals(List.of(new Undone("POST http://localhost:9/drop", false, null, 18, 18)), result.undone());
    }

    @Test
    void aCallIsTakenBackByAnother() {
        ExperimentResult result = conduct(method(
                "http: {method: PUT, url: 'http://localhost:9/a', body: {on: true}, undo: {method: DELETE, url: 'http://localhost:9/a'}}",
                "http: {url: 'http://localhost:9/read'}",
                "hold: 5s"));
        assertEquals(Verdict.Outcome.PASS, result.verdict().outcome());
        assertEquals(
                List.of("PUT http://localhost:9/a", "GET http://localhost:9/read", "DELETE http://localhost:9/a"),
                world.calls.stream().map(HttpControl.Call::toString).toList());
    }

    @Test
    void whatIsDoneTwiceIsUndoneOnceToWhatWasBeforeBoth() {
        ExperimentResult result =
                conduct(method("split: {error-injector: 20}", "hold: 2s", "split: {error-injector: 40}", "hold: 2s"));
        assertEquals(
                List.of("split back to {demo-backend=100, error-injector=0}"),
                result.undone().stream().map(Undone::what).toList());
        assertRestored();
    }

    @Test
    void theControlSliceRunsBesideAndIsKeptApart() {
        ExperimentResult result = conduct(
                HALF.replace("30%]", "30%, success_rate < control]") + "control: {headers: {x-slice: control}}\n");
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        var control = result.phases().get(1).control();
        assertNotNull(control);
        assertEquals(4_000, control.sent());
        assertEquals(4_000, control.succeeded(Scope.ATTEMPTS));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            hold: 1s, over 2s | method[0] | hypothesis: [success_rate >= 30% over 2s]
            first a check     | method[0] | method: [{check: [p50 < 1s]}, {hold: 5s}]
            no hold           | method    | method: [{split: {error-injector: 5}}]
            check over        | method[1] | method: [{hold: 5s}, {check: [p50 < 1s over 2s]}]
            nothing to call   | method[0] | method: [{http: {method: GET}}, {hold: 1s}]
            """)
    void whatMakesNoSenseIsRefused(String why, String field, String line) {
        String yaml = line.startsWith("hypothesis")
                ? method("hold: 1s").replace("hypothesis: [success_rate >= 30%]", line)
                : HEAD + line + "\n";
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> FakeWorld.read(yaml), why);
        assertTrue(invalid.field().startsWith(field), invalid.getMessage());
    }

    @Test
    void anUndoMayExpectOneStatusToo() {
        ExperimentResult result = conduct(method(
                "http: {method: PUT, url: 'http://localhost:9/a', expect: 200, undo: {method: DELETE, url: 'http://localhost:9/a', expect: 204}}",
                "hold: 5s"));
        assertEquals(Verdict.Outcome.PASS, result.verdict().outcome());
        assertEquals(List.of(204), world.calls.get(1).expect());
    }

    @ParameterizedTest(name = "set by {0} h")
    @ValueSource(ints = {-1_000, -1, 1, 1_000})
    void aClockThatIsSetChangesNothing(int hours) {
        world.at(15, () -> world.clockSet = Duration.ofHours(hours));
        world.at(34, () -> world.clockSet = Duration.ofHours(-hours));
        ExperimentResult result = conduct(HALF);
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals(20.0, result.phases().get(1).seconds());
        assertRestored();
    }

    @Test
    void whatIsJudgedIsTheWorst() {
        ExperimentResult result = conduct(HALF);
        assertEquals(
                ThresholdCheck.Ruling.MET,
                result.phases().get(1).checks().get(0).ruling());
    }
}
