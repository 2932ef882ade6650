package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.load.experiment.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of runs; the first tests are what chaoslib itself was seen doing wrong. */
class ToolkitRunTest {

    private static final String EXPERIMENT = """
            title: t
            description: d
            steady-state-hypothesis:
              title: healthy
              probes:
                - {type: probe, name: health, tolerance: 200, provider: {type: http, url: "http://s/health"}}
            method:
              - {type: action, name: break, provider: {type: http, method: POST, url: "http://s/fault"}, pauses: {after: 3}}
            rollbacks:
              - {type: action, name: heal, provider: {type: http, method: DELETE, url: "http://s/fault"}}
              - {type: action, name: tidy, provider: {type: http, method: DELETE, url: "http://s/load"}}
            runtime: {hypothesis: {strategy: STRATEGY}}
            """;

    private final FakeSystem system = new FakeSystem();

    private ToolkitResult conduct(String strategy) {
        return system.run(EXPERIMENT.replace("STRATEGY", strategy)).conduct();
    }

    private static void assertVerdict(Outcome outcome, String reason, ToolkitResult result) {
        assertEquals(outcome, result.verdict().outcome(), result.verdict()::reason);
        assertTrue(result.verdict().reason().contains(reason), result.verdict()::reason);
    }

    private void assertRolledBack() {
        List<String> calls = system.calls;
        assertEquals(List.of("DELETE /fault", "DELETE /load"), calls.subList(calls.size() - 2, calls.size()));
        assertFalse(system.broken);
        assertEquals("finish", system.ledger.get(system.ledger.size() - 1));
    }

    /** Trap 1: a transient outage is no clean pass. */
    @Test
    void aLookDuringTheMethodThatFailsCounts() {
        system.at(2_500, () -> system.broken = false);
        ToolkitResult result = conduct("continuously");
        assertEquals(
                List.of(true, false, false, true, true),
                result.looks().during().stream().map(SteadyStateResult::met).toList());
        assertTrue(result.looks().after() != null && result.looks().after().met());
        assertTrue(result.deviated());
        assertVerdict(Outcome.FAIL, "deviated during the method: the probe \"health\"", result);
        assertRolledBack();
    }

    /** Trap 2: with looks during the method alone, a deviation counts and the fault is not left on. */
    @Test
    void looksDuringTheMethodAloneCountAndItIsRolledBack() {
        ToolkitResult result = conduct("during-method-only");
        assertTrue(result.deviated());
        assertVerdict(Outcome.FAIL, "deviated during the method", result);
        assertEquals(2, result.plays().rollbacks().size());
        assertRolledBack();
    }

    /** Trap 3: the worst outage, a probe that has no answer, is rolled back like any other. */
    @Test
    void aProbeThatHasNoAnswerIsADeviationAndIsRolledBack() {
        system.at(2_000, () -> system.answers.put("GET /health", FakeSystem.refusing()));
        ToolkitResult result = conduct("default");
        assertEquals(Ending.FAILED, result.ending());
        assertTrue(result.deviated());
        assertVerdict(Outcome.FAIL, "the probe \"health\" failed: GET http://s/health failed", result);
        assertRolledBack();
    }

    /** Trap 4: where nothing was begun nothing is rolled back, and that is no completed experiment. */
    @Test
    void aGateThatFailsKeepsTheMethodFromBeingBegun() {
        system.broken = true;
        ToolkitResult result = conduct("default");
        assertEquals(List.of("GET /health"), system.calls);
        assertEquals(List.of(), system.ledger);
        assertEquals(Ending.FAILED, result.ending());
        assertFalse(result.deviated());
        assertVerdict(Outcome.ABORTED, "nothing was done: the steady state is not met before", result);
    }

    @Test
    void rollbacksThatAreAlwaysWantedAreMadeEvenThen() {
        system.broken = true;
        String always = EXPERIMENT
                .replace("STRATEGY", "default")
                .replace("runtime: {", "runtime: {rollbacks: {strategy: always}, ");
        ToolkitResult unused = system.run(always).conduct();
        assertEquals(List.of("GET /health", "DELETE /fault", "DELETE /load"), system.calls);
    }

    @Test
    void whatHealsBeforeTheLookAfterPasses() {
        system.at(2_500, () -> system.broken = false);
        ToolkitResult result = conduct("default");
        assertVerdict(Outcome.PASS, "was met", result);
        assertEquals(Ending.COMPLETED, result.ending());
        assertEquals(
                List.of("GET /health", "POST /fault", "GET /health", "DELETE /fault", "DELETE /load"), system.calls);
        assertRolledBack();
    }

    @Test
    void itIsWrittenDownBeforeTheMethodBegins() {
        ToolkitResult unused = conduct("default");
        assertEquals(List.of("begin after [GET /health]", "finish"), system.ledger);
    }

    @ParameterizedTest
    @CsvSource({
        "default,              FAIL",
        "after-method-only,    FAIL",
        "continuously,         FAIL",
        "during-method-only,   FAIL",
        "before-method-only,   INCONCLUSIVE",
        "skip,                 INCONCLUSIVE"
    })
    void noLookAfterTheMethodBeganIsNeverAPass(String strategy, Outcome outcome) {
        assertEquals(outcome, conduct(strategy).verdict().outcome());
        assertRolledBack();
    }

    @Test
    void anActionThatHasNoAnswerEndsTheMethod() {
        system.answers.put("POST /fault", FakeSystem.refusing());
        ToolkitResult result = conduct("default");
        assertVerdict(Outcome.ABORTED, "the method failed: the action \"break\"", result);
        assertEquals(Ending.FAILED, result.ending());
        assertRolledBack();
    }

    @Test
    void anActionThatWasRefusedLeavesItOpenWhetherAnythingWasDone() {
        system.answers.put("POST /fault", () -> FakeSystem.answer(400));
        assertVerdict(Outcome.INCONCLUSIVE, "the action \"break\" was answered 400", conduct("default"));
        assertRolledBack();
    }

    @Test
    void aProbeOfTheMethodThatHasNoAnswerIsADeviation() {
        system.answers.put("GET /look", FakeSystem.refusing());
        String probing = EXPERIMENT
                .replace("type: action, name: break", "type: probe, name: look")
                .replace("method: POST, url: \"http://s/fault\"", "url: \"http://s/look\"")
                .replace("STRATEGY", "default");
        ToolkitResult result = system.run(probing).conduct();
        assertVerdict(Outcome.FAIL, "the probe \"look\" of the method failed", result);
        assertTrue(result.deviated());
        assertRolledBack();
    }

    @Test
    void aRollbackThatFailsIsTriedAgainAndDoesNotKeepTheNextFromBeingMade() {
        system.at(2_500, () -> system.broken = false);
        system.answers.put("DELETE /fault", () -> FakeSystem.answer(500));
        ToolkitResult result = conduct("default");
        assertVerdict(Outcome.FAIL, "could not roll back (heal): it was answered 500", result);
        assertEquals(3, system.calls.stream().filter("DELETE /fault"::equals).count());
        assertEquals("DELETE /load", system.calls.get(system.calls.size() - 1));
        assertEquals(List.of("begin after [GET /health]"), system.ledger, "the next process must try again");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void whatIsNotThereAnyMoreNeedsNoUndoing(int status) {
        system.at(2_500, () -> system.broken = false);
        system.answers.put("DELETE /load", () -> FakeSystem.answer(status));
        assertVerdict(Outcome.PASS, "was met", conduct("default"));
    }

    @Test
    void anAbortCutsThePauseShortAndRollsBack() {
        ToolkitRun run = system.run(EXPERIMENT.replace("STRATEGY", "default"));
        system.at(500, () -> run.abort("aborted over the API"));
        ToolkitResult result = run.conduct();
        assertVerdict(Outcome.ABORTED, "aborted over the API", result);
        assertEquals(Ending.INTERRUPTED, result.ending());
        assertEquals(500, system.nowMillis());
        assertRolledBack();
    }

    @Test
    void anAbortDuringACallEndsItAndRollsBack() {
        ToolkitRun run = system.run(EXPERIMENT.replace("STRATEGY", "default"));
        system.answers.put("POST /fault", () -> {
            run.abort("stopped by a signal");
            assertTrue(Thread.interrupted(), "the call is interrupted");
            throw new ControlFailed("POST http://s/fault was interrupted", false, null);
        });
        assertVerdict(Outcome.ABORTED, "stopped by a signal", run.conduct());
        assertFalse(Thread.currentThread().isInterrupted());
        assertRolledBack();
    }

    @Test
    void whatAnotherProcessHasBegunIsOnlyRolledBack() {
        system.broken = true;
        ToolkitResult result =
                system.inherited(EXPERIMENT.replace("STRATEGY", "default")).conduct();
        assertEquals(List.of("DELETE /fault", "DELETE /load"), system.calls);
        assertVerdict(Outcome.ABORTED, "the process ended in the middle of it", result);
        assertRolledBack();
    }

    @Test
    void looksDuringTheMethodKeepToTheirGrid() {
        system.answers.put("GET /health", () -> {
            // Each look takes most of a second: the next one is not put off by that.
            system.time().pause().atMost(Duration.ofMillis(700), new CompletableFuture<>());
            return FakeSystem.answer(200);
        });
        ToolkitResult result = conduct("during-method-only");
        assertEquals(5, result.looks().during().size());
    }
}
