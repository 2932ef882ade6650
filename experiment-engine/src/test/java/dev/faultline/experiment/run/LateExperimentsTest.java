package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.step.FaultsStep;
import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is undone later of experiments that were over, with real threads and real time. */
@Timeout(60)
class LateExperimentsTest {

    private static final Experiment SHORT = FakeWorld.read("""
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            warmup: 0s
            baseline: {duration: 1s}
            method: [{hold: 1s}]
            verify: {duration: 1s, within: 1s}
            """);

    private static final Experiment CHANGING = FakeWorld.read("""
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            warmup: 0s
            baseline: {duration: 1s}
            method: [{faults: {rules: [{name: r}]}}, {hold: 1s}]
            verify: {duration: 1s, within: 1s}
            """);

    private final FakeArchive archive = new FakeArchive();

    /** Leaves what an experiment leaves that could not put the faults back, up to that state. */
    private static FakeWorld left(Path directory, State... states) {
        FakeWorld world = new FakeWorld(directory);
        Journal journal = world.journals().begin("id", CHANGING, Instant.EPOCH);
        journal.doing("faults", new FaultsStep.Restore(world.faults.plan));
        for (State state : states) {
            journal.entering(state);
        }
        journal.close();
        return world;
    }

    private Experiments.Entry recovered(FakeWorld world) {
        List<Experiments.Entry> entries = experiments(world).recover();
        assertEquals(1, entries.size());
        entries.get(0).result().join();
        return entries.get(0);
    }

    private Experiments experiments(FakeWorld world) {
        return new Experiments(
                world.slots(), world.actuators(), world.journals(), 1, archive, ExperimentsTest.hastening());
    }

    /** The report of what was found stays; what became of undoing is appended, and nothing else is remembered. */
    @ParameterizedTest
    @ValueSource(strings = {"DONE", "VERIFY"})
    void whatWasOverIsAmended(State state, @TempDir Path directory) {
        archive.held.add("id");
        FakeWorld world = left(directory, State.INJECT, State.ROLLBACK, state);
        world.faults.closed = true;
        Experiments experiments = experiments(world);
        Experiments.Entry entry = experiments.recover().get(0);
        assertTrue(entry.run().isLate());
        assertTrue(experiments.start(SHORT).isEmpty(), "not before what was left is undone");
        entry.result().join();
        assertEquals(List.of(), experiments.all());
        assertEquals(
                List.of("could not undo (faults back to what they were): 403"),
                archive.amendments.stream().map(LateRollback::note).toList());
        assertEquals(List.of(), entry.result().join().phases(), "nothing was changed, so there is nothing to look at");
        world.faults.closed = false;
        Experiments.Entry again = recovered(world);
        LateRollback last = archive.amendments.get(1);
        assertEquals(again.result().join().timeline().since(), last.since());
        Undone undone = last.undone().get(0);
        assertEquals(
                List.of(new Undone("faults back to what they were", true, null, undone.from(), undone.to())),
                last.undone());
        assertEquals(again.result().join().verdict().reason(), last.note());
        assertEquals(1, world.faults.history.size());
        assertEquals(List.of(), archive.done);
        assertEquals(List.of(), experiments.recover(), "once is enough");
    }

    /** Whoever stops the process waits for all that is under way, and the journal is locked until its very end. */
    @Test
    void whatWasOverIsKnownUntilNothingIsLeftToWaitFor(@TempDir Path directory) {
        archive.held.add("id");
        FakeWorld world = left(directory, State.DONE);
        Experiments experiments = experiments(world);
        archive.amending = () -> {
            assertTrue(experiments.find("id").isPresent());
            assertTrue(experiments.start(SHORT).isEmpty(), "it is under way");
        };
        experiments.recover().get(0).result().join();
        assertEquals(Optional.empty(), experiments.find("id"));
        assertEquals(List.of(), world.journals().unfinished());
    }

    /** As a report of its own it is told by what is on disk, as any other that is there. */
    @Test
    void whatGotAReportOfItsOwnIsForgottenToo(@TempDir Path directory) {
        FakeWorld world = left(directory, State.DONE);
        archive.writing = result -> archive.held.add(result.id());
        Experiments experiments = experiments(world);
        experiments.recover().get(0).result().join();
        assertEquals(1, archive.done.size());
        assertEquals(List.of(), experiments.all());
    }

    @Test
    void whatWasOverWithoutAReportGetsOneThatSaysSo(@TempDir Path directory) {
        FakeWorld world = left(directory, State.INJECT, State.ROLLBACK, State.DONE, State.ROLLBACK);
        world.faults.closed = true;
        Experiments.Entry entry = recovered(world);
        assertEquals(1, archive.done.size());
        assertEquals(Verdict.Outcome.FAIL, archive.done.get(0).verdict().outcome());
        assertEquals(
                LateRollback.ALONE + "could not undo (faults back to what they were): 403",
                archive.done.get(0).verdict().reason());
        assertEquals(List.of(), archive.amendments);
        assertTrue(entry.run().isLate());
    }

    @Test
    void whatWasOverAndLeftNothingIsForgotten(@TempDir Path directory) {
        FakeWorld world = new FakeWorld(directory);
        Journal journal = world.journals().begin("id", CHANGING, Instant.EPOCH);
        journal.entering(State.DONE);
        journal.close();
        assertEquals(List.of(), experiments(world).recover());
        assertEquals(List.of(), world.journals().unfinished());
        assertEquals(List.of(), archive.done);
    }
}
