package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an experiment, with time that passes at once and a world that answers as it is told. */
class ExperimentRunTest {

    private static final String EXPERIMENT = """
            title: t
            hypothesis: [success_rate = split, p95 of backend < baseline + 50ms]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s}
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 50}
              - hold: 10s
            verify: {duration: 5s, within: 20s}
            """;

    /** Half fail as the split has it; an outage of seconds is little of 20 s and much of 5 s. */
    private static final String SLIDING = EXPERIMENT
            .replace("success_rate = split, p95", "success_rate >= 35% over 5s, p95")
            .replace("hold: 10s", "hold: 20s");

    private static final LoadPlan LOAD = LoadPlan.of(
            Target.of("http://a/"),
            Demand.of(1, Demand.Arrival.CONSTANT),
            null,
            new Transport(Transport.Protocol.HTTP1, 1, null, 1, Duration.ofSeconds(1)));

    private FakeWorld world;
    private ExperimentRun run;

    @BeforeEach
    void create(@TempDir Path directory) {
        world = new FakeWorld(directory);
        run = world.run(EXPERIMENT);
    }

    private void assertRestored() {
        assertEquals(0.0, world.split.expectedShare().injected(), "the split is back");
        assertEquals("{\"rules\":[\"mine\"]}", world.faults.plan.toString(), "the faults are back");
        assertTrue(world.traffic.stopped, "the load is stopped");
    }

    @Test
    void aHypothesisThatHoldsPasses() {
        ExperimentResult result = run.conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals(
                List.of(State.BASELINE, State.INJECT, State.VERIFY),
                result.phases().stream().map(ExperimentResult.Phase::state).toList());
        assertEquals(2_000, result.phases().get(1).tally().sent());
        assertEquals(10.0, result.phases().get(1).seconds());
        run.end();
        assertEquals(State.DONE, run.state());
        assertRestored();
    }

    @Test
    void faultsCarryAnExpiryBeyondTheRestOfTheExperiment() {
        run.conduct();
        // 10 s to hold, 20 s to verify, a minute of margin.
        assertEquals("90s", world.faults.history.get(0).path("expiresIn").asText());
    }

    @Test
    void whatIsDoneIsUndoneLastFirst() {
        ExperimentResult result = run.conduct();
        assertEquals(
                List.of("split back to {demo-backend=100, error-injector=0}", "faults back to what they were"),
                result.undone().stream().map(Undone::what).toList());
    }

    @Test
    void anUnhealthyBaselineInjectsNothing() {
        world.traffic.backendFails = true;
        ExperimentResult result = run.conduct();
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().startsWith("nothing was injected"),
                result.verdict().reason());
        assertTrue(world.faults.history.isEmpty());
        assertEquals(List.of(), result.undone());
        assertRestored();
    }

    @Test
    void noTrafficIsNeverAPass() {
        world.traffic.silent = true;
        assertEquals(Verdict.Outcome.ABORTED, run.conduct().verdict().outcome());
        assertRestored();
    }

    @Test
    void aBackendThatDiesWhileFaultsAreOnFails() {
        world.at(15, () -> world.traffic.backendFails = true);
        ExperimentResult result = run.conduct();
        assertEquals(Verdict.Outcome.FAIL, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().startsWith("not healthy after the rollback"),
                result.verdict().reason());
        assertEquals(
                ThresholdCheck.Ruling.VIOLATED,
                result.phases().get(1).checks().get(0).ruling());
        assertRestored();
    }

    @Test
    void healthThatComesBackWithinTheTimeIsHealth() {
        world.at(15, () -> world.traffic.backendFails = true);
        world.at(26, () -> world.traffic.backendFails = false);
        ExperimentResult result = run.conduct();
        assertEquals(
                ThresholdCheck.Ruling.MET,
                result.phases().get(2).checks().get(0).ruling());
        assertEquals(Verdict.Outcome.FAIL, result.verdict().outcome(), "the hypothesis still did not hold");
    }

    @Test
    void anAbortRollsBackAndVerifies() {
        world.at(15, () -> run.abort("stopped by a signal"));
        ExperimentResult result = run.conduct();
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertEquals("stopped by a signal", result.verdict().reason());
        assertEquals(State.VERIFY, result.phases().get(2).state());
        assertRestored();
    }

    @Test
    void anAbortBeforeInjectionHasNothingToVerify() {
        world.at(5, () -> run.abort("enough"));
        ExperimentResult result = run.conduct();
        assertEquals(new Verdict(Verdict.Outcome.ABORTED, "enough"), result.verdict());
        assertEquals(List.of(), result.phases());
        assertTrue(world.faults.history.isEmpty());
    }

    @Test
    void anInjectorThatCannotBeReachedAborts() {
        world.faults.down = true;
        ExperimentResult result = run.conduct();
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().contains("the injector is down"),
                result.verdict().reason());
    }

    @Test
    void anInjectorThatDiesAfterThePlanIsInForceIsToldInTheVerdict() {
        world.at(15, () -> world.faults.down = true);
        ExperimentResult result = run.conduct();
        assertEquals(Verdict.Outcome.FAIL, result.verdict().outcome());
        assertTrue(
                result.verdict()
                        .reason()
                        .startsWith("it is not known what was in force to the end of the hold: the injector is down;"
                                + " and could not undo (faults back to what they were)"),
                result.verdict().reason());
        assertEquals(0.0, world.split.expectedShare().injected(), "what can be undone is undone all the same");
    }

    @Test
    void aShortOutageOfTheInjectorIsTriedAgain() {
        world.at(15, () -> world.faults.failures = 2);
        ExperimentResult result = run.conduct();
        assertEquals(Verdict.Outcome.PASS, result.verdict().outcome());
        Undone faults = result.undone().get(1);
        assertEquals(List.of(23.0, 25.0), List.of(faults.from(), faults.to()), "two pauses of a second");
        assertRestored();
    }

    @Test
    void aPlanThatIsRefusedOnTheWayBackIsSwitchedOff() {
        world.at(15, () -> world.faults.refuses = true);
        assertEquals(Verdict.Outcome.PASS, run.conduct().verdict().outcome());
        assertEquals("{\"rules\":[]}", world.faults.plan.toString());
    }

    @Test
    void whateverBreaksTheRollbackComesFirst() {
        world.at(15, () -> {
            throw new IllegalStateException("a bug");
        });
        assertThrows(IllegalStateException.class, run::conduct);
        assertEquals(0.0, world.split.expectedShare().injected(), "the split is back");
        assertEquals("{\"rules\":[\"mine\"]}", world.faults.plan.toString(), "the faults are back");
        ExperimentResult result = run.broken(new IllegalStateException("a bug"));
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertEquals(2, result.undone().size());
        assertRestored();
    }

    @Test
    void whatABrokenExperimentCouldNotUndoIsToldAndLeftForTheNextProcess() {
        world.at(15, () -> {
            world.faults.down = true;
            throw new IllegalStateException("a bug");
        });
        assertThrows(IllegalStateException.class, run::conduct);
        ExperimentResult result = run.broken(new IllegalStateException("a bug"));
        run.end();
        assertEquals(
                new Verdict(
                        Verdict.Outcome.ABORTED,
                        "the experiment broke: java.lang.IllegalStateException: a bug; and could not undo"
                                + " (faults back to what they were): the injector is down"),
                result.verdict());
        assertEquals(1, world.recovered().size());
    }

    @Test
    void aLoadThatRanBeforeGoesOnAfterwards() {
        world.traffic.start(LOAD).join();
        run.conduct();
        assertEquals(LOAD, world.traffic.plan());
    }

    @Test
    void aStepThatCannotBeDoneHereIsRefusedBeforeAnythingBegins() {
        ExperimentRun unknown = world.run(EXPERIMENT.replace("error-injector: 50", "nobody: 50"));
        InvalidValue invalid = assertThrows(InvalidValue.class, unknown::check);
        assertEquals("method[1].nobody", invalid.field());
    }

    @Test
    void aWindowThatSlidesFindsWhatTheWholeHides() {
        // From 13 s to 33 s is held.
        world.at(20, () -> world.traffic.backendFails = true);
        world.at(22, () -> world.traffic.backendFails = false);
        ExperimentResult whole = world.run(SLIDING.replace(" over 5s", "")).conduct();
        assertEquals(
                ThresholdCheck.Ruling.MET,
                whole.phases().get(1).checks().get(0).ruling(),
                whole.verdict().reason());
    }

    @Test
    void aShortOutageIsFoundByTheWindowItFills() {
        ExperimentRun sliding = world.run(SLIDING);
        world.at(20, () -> world.traffic.backendFails = true);
        world.at(23, () -> world.traffic.backendFails = false);
        ExperimentResult result = sliding.conduct();
        ThresholdCheck check = result.phases().get(1).checks().get(0);
        assertEquals(ThresholdCheck.Ruling.VIOLATED, check.ruling(), check.because());
        assertTrue(check.because().contains("(in the 5 s up to second "), check.because());
        assertEquals(
                Verdict.Outcome.FAIL,
                result.verdict().outcome(),
                result.verdict().reason());
        assertRestored();
    }

    @Test
    void aHypothesisThatHoldsInEveryWindowPasses() {
        ExperimentResult result = world.run(SLIDING).conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals(20.0, result.phases().get(1).seconds());
    }

    @Test
    void aGateMayLookOverATimeToo() {
        String gated = EXPERIMENT.replace(
                "baseline: {duration: 10s}", "baseline: {duration: 10s, gate: [error_rate < 5% over 3s]}");
        world.at(6, () -> world.traffic.backendFails = true);
        world.at(7, () -> world.traffic.backendFails = false);
        ExperimentResult result = world.run(gated).conduct();
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().startsWith("nothing was injected: the baseline is not healthy: error_rate"),
                result.verdict().reason());
    }

    @Test
    void anAbortEndsAHoldThatIsWatchedSecondBySecond() {
        ExperimentRun sliding = world.run(SLIDING);
        world.at(15, () -> sliding.abort("enough"));
        ExperimentResult result = sliding.conduct();
        assertEquals(new Verdict(Verdict.Outcome.ABORTED, "enough"), result.verdict());
        assertRestored();
    }
}
