package dev.faultline.load.chaostoolkit;

import static dev.faultline.load.chaostoolkit.JournalShape.KEYS;
import static dev.faultline.load.chaostoolkit.JournalShape.assertItem;
import static dev.faultline.load.chaostoolkit.JournalShape.keys;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.Chronicle;
import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.ExperimentReader;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.experiment.Passed;
import dev.faultline.load.experiment.PhaseResult;
import dev.faultline.load.experiment.Span;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.StepEnd;
import dev.faultline.load.experiment.StepResult;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The journals of our own experiments, told in the words of chaostoolkit. */
class OwnJournalTest {

    private static final ToolkitJournal JOURNAL = new ToolkitJournal(new Place("Linux-6", "node-1"));
    private static final String OWN = """
            title: ours
            hypothesis: {words: as expected, thresholds: [success_rate >= 90%]}
            load: {target: "http://demo-backend:8080/", rate: 100}
            method:
              - faults: status=500:50 delay=10ms:20
              - faults: {preset: brownout}
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 50}
              - load: {rate: 200}
              - http: {method: POST, url: "http://h/x", body: {a: 1}, undo: {url: "http://h/y"}}
              - chaos: {kind: PodChaos, metadata: {name: p}}
              - hold: 4s
              - check: [success_rate >= 50%]
              - hold: 60s
            """;

    private static Chronicle chronicle(Instant start, List<StepResult> steps, int leftOut) {
        return new Chronicle(
                start,
                List.of(
                        new Passed(State.WARMUP, 0, 3),
                        new Passed(State.BASELINE, 3, 13),
                        new Passed(State.INJECT, 13, 19),
                        new Passed(State.ROLLBACK, 19, 20),
                        new Passed(State.VERIFY, 20, 30)),
                steps,
                leftOut,
                List.of());
    }

    /** The first seven at once, then a hold of 4 s, and a check. */
    private static List<StepResult> steps(StepEnd check) {
        List<StepResult> steps = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            steps.add(new StepResult(i, null, 13 + i * 0.1, 13.1 + i * 0.1, StepEnd.DONE, null));
        }
        steps.add(new StepResult(7, null, 14, 18, StepEnd.DONE, null));
        steps.add(new StepResult(8, null, 18, 18.5, check, "40% succeeded"));
        return steps;
    }

    static ExperimentResult own(Outcome outcome, String reason) {
        return own(OWN, steps(StepEnd.VIOLATED), 0, new Verdict(outcome, reason));
    }

    private static ExperimentResult own(String yaml, List<StepResult> steps, int leftOut, Verdict verdict) {
        Experiment experiment = new ExperimentReader(new StrictReader(WireJson.strict(new YAMLFactory())))
                .read(yaml.getBytes(StandardCharsets.UTF_8), Map.of());
        Threshold threshold = experiment.hypothesis().thresholds().get(0);
        Instant start = Instant.parse("2026-01-02T03:04:05.5Z");
        return new ExperimentResult(
                "20260102-030405-500",
                experiment,
                new Span(start, start.plusSeconds(30)),
                List.of(
                        new PhaseResult(
                                State.BASELINE,
                                10,
                                new Tally(),
                                null,
                                List.of(new Check(threshold, Ruling.MET, null, null, "all well"))),
                        new PhaseResult(
                                State.INJECT,
                                6,
                                new Tally(),
                                null,
                                List.of(new Check(threshold, Ruling.VIOLATED, null, null, "half failed")))),
                chronicle(start, steps, leftOut),
                null,
                List.of(
                        new Undone("split", true, null, 19, 19.5),
                        new Undone("POST http://h/x", false, null, 19.5, 19.5),
                        new Undone("faults", true, "no", 19.5, 20)),
                verdict);
    }

    @Test
    void oneOfOurExperimentsIsToldInActivities() {
        JsonNode journal = JOURNAL.render(own(Outcome.FAIL, "half failed"));
        assertEquals(KEYS, keys(journal));
        assertEquals("2026-01-02T03:04:05.500000+00:00", journal.path("start").asText());
        assertEquals(30.0, journal.path("duration").doubleValue());
        assertTrue(journal.at("/steady_states/before/steady_state_met").booleanValue());
        assertFalse(journal.at("/steady_states/after/steady_state_met").booleanValue());
        assertItem(journal.at("/steady_states/after/probes/0"), "tolerance_met");
        assertEquals(2, journal.path("rollbacks").size());
        assertEquals(
                "2026-01-02T03:04:24.500000+00:00",
                journal.at("/rollbacks/0/start").asText());
        assertItem(journal.at("/rollbacks/1"), "exception");
        assertEquals(
                "2026-01-02T03:04:25.000000+00:00",
                journal.at("/rollbacks/1/start").asText());
        assertEquals(0.5, journal.at("/rollbacks/1/duration").doubleValue());
        assertEquals("faultline", journal.at("/experiment/extensions/0/name").asText());
        assertEquals(
                "ours", journal.at("/experiment/extensions/0/experiment/title").asText());
    }

    @Test
    void steadyStatesAreDatedByWhenTheyWereLookedAt() {
        JsonNode states = JOURNAL.render(own(Outcome.FAIL, "half failed")).path("steady_states");
        assertEquals(
                "2026-01-02T03:04:08.500000+00:00",
                states.at("/before/probes/0/start").asText(),
                "after the warm-up");
        assertEquals(
                "2026-01-02T03:04:18.500000+00:00",
                states.at("/before/probes/0/end").asText());
        assertEquals(
                "2026-01-02T03:04:24.500000+00:00",
                states.at("/after/probes/0/start").asText(),
                "judged when the method had ended");
    }

    @Test
    void whatWasNotBegunIsNotInTheJournal() {
        JsonNode run = JOURNAL.render(own(Outcome.FAIL, "half failed")).path("run");
        assertEquals(9, run.size(), "nothing comes after the check that is violated");
        for (int i = 0; i < 8; i++) {
            assertItem(run.path(i));
            assertEquals("succeeded", run.path(i).path("status").asText());
        }
        assertEquals("hold 4s", run.at("/7/activity/name").asText());
        assertEquals("2026-01-02T03:04:19.500000+00:00", run.at("/7/start").asText());
        assertEquals("2026-01-02T03:04:23.500000+00:00", run.at("/7/end").asText());
        assertEquals(
                "status=500:50&delay=10ms:20",
                run.at("/0/activity/provider/arguments").asText());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"DONE, true, 200", "UNDECIDED, false, 503", "VIOLATED, false, 503"})
    void aCheckIsAProbeWithATolerance(StepEnd end, boolean met, int status) {
        JsonNode check = JOURNAL.render(own(OWN, steps(end), 0, new Verdict(Outcome.FAIL, "x")))
                .at("/run/8");
        assertItem(check, "tolerance_met");
        assertEquals("probe", check.at("/activity/type").asText());
        assertEquals(200, check.at("/activity/tolerance").asInt());
        assertEquals("succeeded", check.path("status").asText());
        assertEquals(met, check.path("tolerance_met").booleanValue());
        assertEquals(status, check.at("/output/status").asInt());
        assertEquals("40% succeeded", check.at("/output/body").asText());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "FAILED,    chaoslib.exceptions.ActivityFailed: answered 500",
        "CUT_SHORT, chaoslib.exceptions.InterruptExecution: answered 500"
    })
    void aStepThatDidNotGetToItsEndFailed(StepEnd end, String exception) {
        List<StepResult> steps = List.of(
                new StepResult(5, null, 13, 13.5, end, "answered 500"),
                new StepResult(8, null, 13.5, 14, end, "answered 500"));
        JsonNode run = JOURNAL.render(own(OWN, steps, 0, new Verdict(Outcome.ABORTED, "the method failed: x")))
                .path("run");
        assertEquals(2, run.size());
        for (JsonNode item : run) {
            assertItem(item, "exception");
            assertEquals("failed", item.path("status").asText());
            assertTrue(item.path("output").isNull());
            assertEquals(exception + "\n", item.at("/exception/0").asText());
        }
    }

    @Test
    void aSweepIsToldLevelByLevel() {
        String sweep = """
                title: ours
                configuration: {weight: 5, wait: 4s}
                hypothesis: [success_rate >= 90%]
                load: {target: "http://demo-backend:8080/", rate: 100}
                method:
                  - split: {error-injector: "${weight}"}
                  - hold: "${wait}"
                sweep: {vary: weight, range: {from: 10, to: 30, step: 10}}
                """;
        List<StepResult> steps = List.of(
                new StepResult(1, 10.0, 13, 17, StepEnd.DONE, null),
                new StepResult(0, 12.5, 17, 17.1, StepEnd.DONE, null));
        JsonNode journal = JOURNAL.render(own(sweep, steps, 3, new Verdict(Outcome.FAIL, "x")));
        assertEquals("hold 4s (weight 10)", journal.at("/run/0/activity/name").asText());
        assertEquals("split (weight 12.5)", journal.at("/run/1/activity/name").asText());
        assertEquals(
                "{\"weights\":{\"error-injector\":12.5}}",
                journal.at("/run/1/activity/provider/arguments").toString());
        assertEquals(3, journal.at("/experiment/extensions/0/steps_left_out").asInt());
        assertEquals(
                "{\"weights\":{\"error-injector\":10}}",
                journal.at("/experiment/method/0/provider/arguments").toString(),
                "the first level can be done again");
    }

    @Test
    void whatItSaysOfOurExperimentIsOneOfChaostoolkit() {
        JsonNode experiment = JOURNAL.render(own(Outcome.PASS, "well")).path("experiment");
        ToolkitExperiment read = FakeSystem.read(experiment.toString());
        assertEquals(10, read.method().size());
        SteadyState steadyState = read.steadyState();
        assertEquals(
                "GET http://localhost:8080/api/slo?threshold=success_rate+%3E%3D+90%25",
                steadyState == null ? "" : steadyState.probes().get(0).call().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "PASS,         held,                                  completed,   false",
        "FAIL,         broke,                                 completed,   true",
        "INCONCLUSIVE, too few,                               failed,      false",
        "ABORTED,      a guard was violated: x,               failed,      true",
        "ABORTED,      nothing was injected: x,               failed,      false",
        "ABORTED,      aborted over the API,                  interrupted, false",
        "ABORTED,      stopped by a signal,                   interrupted, false",
        "ABORTED,      stopped since nobody reads it,         interrupted, false",
        "ABORTED,      the experiment broke: x,               aborted,     false"
    })
    void eachVerdictHasAStatus(Outcome outcome, String reason, String status, boolean deviated) {
        JsonNode journal = JOURNAL.render(own(outcome, reason));
        assertEquals(status, journal.path("status").asText());
        assertEquals(deviated, journal.path("deviated").booleanValue());
        assertEquals(
                outcome.wire(), journal.at("/experiment/extensions/0/outcome").asText());
    }

    @Test
    void whatIsUndoneLaterIsAppendedToTheJournalOfOurOwn() throws IOException {
        ObjectNode journal = JOURNAL.render(own(Outcome.FAIL, "could not undo"));
        int before = journal.path("rollbacks").size();
        Instant later = Instant.parse("2026-01-03T00:00:00Z");
        JOURNAL.amend(
                journal,
                new Amendment(
                        later.minusSeconds(5),
                        later,
                        List.of(new Undone("faults", true, null, 1, 3), new Undone("a POST", false, null, 1, 1)),
                        "all is well again"));
        assertEquals(KEYS, keys(journal));
        assertEquals(before + 1, journal.path("rollbacks").size());
        JsonNode undone = journal.path("rollbacks").path(before);
        assertItem(undone);
        assertEquals("2026-01-02T23:59:56.000000+00:00", undone.path("start").asText());
        assertEquals("2026-01-02T23:59:58.000000+00:00", undone.path("end").asText());
        JsonNode said = journal.at("/experiment/extensions/0");
        assertEquals("fail", said.path("outcome").asText());
        assertEquals("all is well again", said.at("/amendments/0/note").asText());
        assertThrows(
                IOException.class,
                () -> JOURNAL.amend(
                        JsonNodeFactory.instance.objectNode(), new Amendment(later, later, List.of(), "of nobody")));
    }
}
