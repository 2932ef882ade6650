package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.platform.wire.ControlFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that are killed: what they leave behind is what lay on the disk and what was in force at that moment. */
class RecoveryTest {

    private static final String EXPERIMENT = """
            title: t
            hypothesis: [success_rate = split]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s}
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 50}
              - chaos: {kind: PodChaos, metadata: {name: kill}}
              - http: {url: "http://other/on", method: POST, undo: {url: "http://other/on", method: DELETE}}
              - hold: 10s
            verify: {duration: 5s, within: 20s}
            """;

    private static final String MINE = "{\"rules\":[\"mine\"]}";

    @TempDir
    Path first;

    @TempDir
    Path second;

    private JsonNode plan = JsonNodeFactory.instance.objectNode();
    private FakeWorld world;

    @BeforeEach
    void create() {
        world = new FakeWorld(first);
    }

    /** Lives the experiment and keeps what a kill at that second would have left. */
    private FakeWorld killedAt(long second) {
        ExperimentRun run = world.run(EXPERIMENT);
        world.at(second, this::snapshot);
        run.conduct();
        run.end();
        FakeWorld next = new FakeWorld(this.second);
        next.faults.plan = plan;
        return next;
    }

    private void snapshot() {
        plan = world.faults.plan;
        try (var files = Files.list(first)) {
            for (Path file : files.toList()) {
                Files.copy(file, second.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExperimentResult recover(FakeWorld next) {
        List<Recovery> left = next.recovered();
        assertEquals(1, left.size());
        ExperimentResult result = left.get(0).conduct();
        left.get(0).end();
        return result;
    }

    /** Journals outlive the version that wrote them: this one is of the first. */
    @Test
    void whatAnEarlierVersionWroteDownIsUndone() throws IOException {
        Files.copy(Path.of("src", "test", "resources", "killed.journal"), second.resolve("id.journal"));
        FakeWorld next = new FakeWorld(second);
        ExperimentResult result = recover(next);
        assertEquals(
                List.of(
                        "POST http://other/sent",
                        "DELETE http://other/on",
                        "deleted PodChaos kill",
                        "load back to what it was",
                        "split back to {demo-backend=100, error-injector=0}",
                        "faults back to what they were"),
                result.undone().stream().map(Undone::what).toList());
        assertEquals(
                "the process ended in the middle of it (inject); what was left is undone now;"
                        + " what can't be undone stays: POST http://other/sent",
                result.verdict().reason());
        assertEquals(MINE, next.faults.plan.toString());
    }

    @ParameterizedTest(name = "killed in {1}")
    @CsvSource({"1, warmup, 0", "5, baseline, 0", "15, inject, 4", "25, verify, 0"})
    void whatAKilledProcessLeftIsUndone(long second, String state, int undone) {
        FakeWorld next = killedAt(second);
        ExperimentResult result = recover(next);
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().startsWith("the process ended in the middle of it (" + state + ")"),
                result.verdict().reason());
        assertEquals(undone, result.undone().size(), result.undone().toString());
        assertEquals(MINE, next.faults.plan.toString());
        assertEquals(undone == 0 ? 0 : 1, next.calls.size());
        assertEquals(List.of(), next.chaos.applied);
        assertEquals("id", result.id());
        assertEquals(
                List.of(State.ROLLBACK, State.VERIFY),
                result.timeline().states().stream()
                        .map(Timeline.StateInterval::state)
                        .toList(),
                "what this process knows of");
        assertEquals(Instant.EPOCH, result.timeline().since(), "when this process took it up");
        assertEquals(
                List.of(State.VERIFY),
                result.phases().stream().map(ExperimentResult.Phase::state).toList(),
                "seen to be well again, by measuring");
        assertEquals(List.of(), next.recovered(), "once is enough");
    }

    @Test
    void whatWasUndoneBeforeTheKillIsNotUndoneAgain() {
        // The method ends at 23 s; the first two attempts to put the faults back fail.
        world.at(22, () -> world.faults.failures = 2);
        FakeWorld next = killedAt(24);
        ExperimentResult result = recover(next);
        assertTrue(
                result.verdict().reason().contains("(rollback)"),
                result.verdict().reason());
        assertEquals(
                List.of("faults back to what they were"),
                result.undone().stream().map(Undone::what).toList());
        assertEquals(MINE, next.faults.plan.toString());
    }

    @Test
    void aLineThatIsNotWholeWasNotDone() throws IOException {
        FakeWorld next = killedAt(15);
        Path journal = second.resolve("id.journal");
        String text = Files.readString(journal);
        Files.writeString(journal, text.substring(0, text.length() - 20));
        ExperimentResult result = recover(next);
        assertEquals(3, result.undone().size(), "the last was not begun");
        assertEquals(MINE, next.faults.plan.toString());
    }

    @Test
    void whatCannotBeUndoneIsTriedAgainByTheNextProcess() {
        FakeWorld next = killedAt(15);
        next.faults.down = true;
        ExperimentResult result = recover(next);
        assertTrue(
                result.verdict().reason().contains("could not undo (faults back to what they were)"),
                result.verdict().reason());
        next.faults.down = false;
        ExperimentResult again = recover(next);
        assertFalse(again.verdict().reason().contains("in the middle"), "it was over: " + again.verdict());
        assertEquals(
                List.of("faults back to what they were"),
                again.undone().stream().map(Undone::what).toList());
        assertEquals(MINE, next.faults.plan.toString());
        assertEquals(List.of(), next.recovered());
    }

    @Test
    void anUndoThatBreaksKeepsNoOtherFromBeingDoneAndStaysInTheJournal() {
        FakeWorld next = killedAt(15);
        next.http = call -> {
            throw new IllegalStateException("Client is closed");
        };
        ExperimentResult result = recover(next);
        assertTrue(
                result.verdict()
                        .reason()
                        .contains("could not undo (DELETE http://other/on):"
                                + " java.lang.IllegalStateException: Client is closed"),
                result.verdict().reason());
        assertEquals(4, result.undone().size(), result.undone().toString());
        assertEquals(MINE, next.faults.plan.toString());
        assertEquals(List.of(), next.chaos.applied);
        next.http = next.calls::add;
        ExperimentResult again = recover(next);
        assertEquals(
                List.of("DELETE http://other/on"),
                again.undone().stream().map(Undone::what).toList());
        assertEquals(LateRollback.WELL, again.verdict());
        assertEquals(List.of(), next.recovered());
    }

    /** Whatever is thrown: what is checked, what is no exception, what interrupts. */
    @ParameterizedTest
    @ValueSource(strings = {"assertion", "stack", "checked", "interrupted"})
    void anUndoThatThrowsAnythingIsOneFailedUndo(String thrown) {
        FakeWorld next = killedAt(15);
        next.http = call -> raise(thrown);
        // Whoever is interrupted gives up, as real calls do.
        next.everySlice = () -> assertFalse(Thread.currentThread().isInterrupted());
        Recovery run = next.recovered().get(0);
        run.rollBack();
        assertEquals(thrown.equals("interrupted"), Thread.interrupted());
        List<Undone> failed = run.rollback.undone().stream()
                .filter(undone -> undone.failure() != null)
                .toList();
        assertEquals(
                List.of("DELETE http://other/on"),
                failed.stream().map(Undone::what).toList());
        assertEquals(4, run.rollback.undone().size());
        assertEquals(MINE, next.faults.plan.toString());
        run.end();
        next.http = next.calls::add;
        ExperimentResult again = recover(next);
        assertEquals(
                List.of("DELETE http://other/on"),
                again.undone().stream().map(Undone::what).toList());
    }

    private static void raise(String thrown) {
        if (thrown.equals("interrupted")) {
            Thread.currentThread().interrupt();
            throw new ControlFailed("was interrupted", true, null);
        }
        RecoveryTest.<RuntimeException>raise(
                switch (thrown) {
                    case "assertion" -> new AssertionError("broken");
                    case "stack" -> new StackOverflowError();
                    default -> new IOException("checked");
                });
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aLastLookThatBreaksKeepsNothingFromBeingUndone() {
        ExperimentRun run = world.run(EXPERIMENT);
        world.at(
                15,
                () -> world.threads = task -> {
                    throw new RejectedExecutionException("no more threads");
                });
        assertThrows(RuntimeException.class, run::conduct);
        ExperimentResult result = run.broken(new IllegalStateException("broken"));
        assertEquals(4, result.undone().size(), result.undone().toString());
        assertTrue(result.undone().stream().allMatch(undone -> undone.failure() == null));
        assertEquals(MINE, world.faults.plan.toString());
    }

    /** As where an API server hangs, and with it the split and the objects: the faults must not wait for them. */
    @Test
    void whoIsInAHurryTriesOnceAndUndoesFirstWhatNeedsNoCluster() {
        ExperimentRun run = world.run(EXPERIMENT);
        world.at(15, () -> {
            world.faults.failures = 1;
            run.abandon("it leads no more");
        });
        ExperimentResult result = run.conduct();
        assertEquals(
                List.of(
                        "DELETE http://other/on",
                        "faults back to what they were",
                        "deleted PodChaos kill",
                        "split back to {demo-backend=100, error-injector=0}"),
                result.undone().stream().map(Undone::what).toList());
        assertNotNull(result.undone().get(1).failure(), "no second try");
        assertEquals(List.of(), world.chaos.applied);
        run.end();
        assertEquals(1, new FakeWorld(first).recovered().size(), "for whoever goes on with it");
    }

    @Test
    void aLoadThatCannotBePutBackIsPartOfTheVerdict() {
        ExperimentRun run = world.run(EXPERIMENT);
        world.traffic.broken = true;
        ExperimentResult result = run.conduct();
        assertTrue(
                result.verdict()
                        .reason()
                        .contains("the load could not be put back to what it was:"
                                + " java.lang.IllegalStateException: the load is broken"),
                result.verdict().reason());
        run.end();
        assertEquals(List.of(), new FakeWorld(first).recovered(), "its journal is at its end");
    }

    @Test
    void aJournalThatIsNoneKeepsNoOtherFromBeingUndone() throws IOException {
        FakeWorld next = killedAt(15);
        Files.writeString(second.resolve("a.journal"), "null\n");
        assertEquals(4, recover(next).undone().size());
        assertEquals(MINE, next.faults.plan.toString());
        assertTrue(Files.exists(second.resolve("a.journal")), "somebody may want to read it");
    }

    @Test
    void aJournalThatCannotBeWrittenKeepsTheKillSwitchFromNoOther() throws IOException {
        FakeWorld next = killedAt(15);
        Files.createDirectory(second.resolve("a.journal"));
        assertThrows(ControlFailed.class, next.journals()::killAll);
        assertTrue(Files.readString(second.resolve("id.journal")).contains("\"killed\":true"));
    }

    @Test
    void whenItBeganStaysWhenItBegan() {
        ExperimentRun run = world.run(EXPERIMENT);
        // Until it is written down some time passes.
        world.clockSet = Duration.ofMillis(7);
        world.at(15, this::snapshot);
        run.conduct();
        assertEquals(run.started(), recover(new FakeWorld(second)).span().started());
    }

    @Test
    void anInjectorThatHangsIsWaitedForOnceAndNotByEachExperiment() throws IOException {
        FakeWorld next = killedAt(15);
        for (int i = 1; i < 7; i++) {
            Files.copy(second.resolve("id.journal"), second.resolve("id" + i + ".journal"));
        }
        next.faults.down = true;
        List<Recovery> left = next.recovered();
        assertEquals(7, left.size());
        for (Recovery run : left) {
            assertEquals(Verdict.Outcome.ABORTED, run.conduct().verdict().outcome());
            run.end();
        }
        // Every second from 0 to 30 for the first, once for each other.
        assertEquals(31 + 6, next.faults.asked);
        assertEquals(7, next.recovered().size(), "all of them stay for the next start");
    }

    @Test
    void anAbortEndsThePatience() {
        FakeWorld next = killedAt(15);
        next.faults.down = true;
        Recovery run = next.recovered().get(0);
        next.at(5, () -> run.abort("aborted over the API"));
        ExperimentResult result = run.conduct();
        run.end();
        // At seconds 0 to 4, and a last time at the fifth.
        assertEquals(6, next.faults.asked);
        assertTrue(
                result.verdict().reason().contains("could not undo (faults back to what they were)"),
                result.verdict().reason());
        assertEquals(1, next.recovered().size(), "it stays for the next start");
    }

    @Test
    void anInjectorThatIsStillStartingIsWaitedFor() {
        FakeWorld next = killedAt(15);
        next.faults.failures = 20;
        ExperimentResult result = recover(next);
        assertTrue(result.undone().stream().allMatch(undone -> undone.failure() == null));
        assertEquals(MINE, next.faults.plan.toString());
    }

    @Test
    void whatAnotherProcessIsDoingIsLeftAlone() {
        ExperimentRun run = world.run(EXPERIMENT);
        world.at(15, () -> assertEquals(List.of(), new FakeWorld(first).recovered()));
        assertEquals(Verdict.Outcome.PASS, run.conduct().verdict().outcome());
    }

    @Test
    void aFullDiskKeepsAnExperimentFromBeginning() throws IOException {
        Files.createSymbolicLink(first.resolve("id.journal"), Path.of("/dev/full"));
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
        assertTrue(
                result.verdict().reason().startsWith("it could not begin: the journal "),
                result.verdict().reason());
        assertEquals(List.of(), world.faults.history);
        assertEquals(List.of(), world.calls);
    }

    @Test
    void aDirectoryThatCannotBeMadeKeepsAnExperimentFromBeginning() throws IOException {
        Path file = Files.createFile(first.resolve("file"));
        ExperimentResult result = new FakeWorld(file).run(EXPERIMENT).conduct();
        assertEquals(Verdict.Outcome.ABORTED, result.verdict().outcome());
    }
}
