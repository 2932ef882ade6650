package dev.faultline.load.experiment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.plan.Target;
import dev.faultline.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several experiments, with real threads and real time; without traffic none gets beyond its baseline of a second. */
@Timeout(60)
class ExperimentsTest {

    private static final Experiment SHORT = FakeWorld.read("""
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            warmup: 0s
            baseline: {duration: 1s}
            method: [{hold: 1s}]
            verify: {duration: 1s, within: 1s}
            """);

    private static final Experiment LONG = FakeWorld.read("""
            title: long
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            warmup: 10m
            method: [{hold: 1s}]
            """);

    private static final HttpCall UNDO =
            new HttpCall("DELETE", Target.of("http://other/on"), Map.of(), null, List.of(), Duration.ofSeconds(1));

    private final CountDownLatch release = new CountDownLatch(1);

    private final List<ExperimentResult> done = Collections.synchronizedList(new ArrayList<>());

    private final FakeArchive archive = new FakeArchive();

    /** Keeps results, and amendments of those that it is told to hold. */
    private final class FakeArchive implements Archive {
        final Set<String> held = Collections.synchronizedSet(new HashSet<>());
        final List<Amendment> amendments = Collections.synchronizedList(new ArrayList<>());
        volatile Runnable amending = () -> {};
        volatile Consumer<ExperimentResult> writing = result -> {};

        @Override
        public void write(ExperimentResult result) {
            done.add(result);
            writing.accept(result);
        }

        @Override
        public boolean holds(String id) {
            return held.contains(id);
        }

        @Override
        public boolean amend(String id, Amendment amendment) {
            amending.run();
            return held.contains(id) && amendments.add(amendment);
        }
    }

    private Experiments experiments(Path directory, int atOnce) {
        FakeWorld world = new FakeWorld(directory);
        return new Experiments(world.lanes(), world.actuators(), world.journals(), atOnce, archive);
    }

    /** Has two undos left behind by a process that is no more, the newer of which waits until it is released. */
    private Experiments leftBehind(Path directory) {
        FakeWorld world = new FakeWorld(directory);
        for (String id : List.of("20200101-000000-000", "20200102-000000-000")) {
            Journal journal = world.journals().begin(id, SHORT);
            journal.doing("http", new HttpUndo(UNDO));
            journal.close();
        }
        HttpControl waiting = call -> assertDoesNotThrow(() -> release.await());
        Actuators actuators = new Actuators(world.split, world.faults, world.chaos, waiting, world.traffic);
        return new Experiments(world.lanes(), actuators, world.journals(), 2, archive);
    }

    @Test
    void nothingBeginsWhileAnotherIsRecovered(@TempDir Path directory) {
        Experiments experiments = leftBehind(directory);
        List<Experiments.Entry> recovered = experiments.recover();
        assertEquals(
                List.of("20200102-000000-000", "20200101-000000-000"),
                recovered.stream().map(entry -> entry.run().id()).toList());
        assertTrue(experiments.start(SHORT).isEmpty());
        assertTrue(experiments.reserve().isEmpty());
        recovered.forEach(entry -> entry.run().abort("no longer than needed"));
        release.countDown();
        recovered.forEach(entry -> entry.result().join());
        assertTrue(experiments.reserve().isPresent());
        assertTrue(experiments.start(SHORT).isPresent());
        experiments.abortAll("enough", Duration.ofSeconds(30));
    }

    @Test
    void nothingBeginsOnceAllAreToEnd(@TempDir Path directory) {
        Experiments experiments = leftBehind(directory);
        experiments.abortAll("stopped by a signal", Duration.ofSeconds(30));
        assertTrue(experiments.start(SHORT).isEmpty());
        assertTrue(experiments.reserve().isEmpty());
        assertEquals(List.of(), experiments.recover());
    }

    @Test
    void anExperimentUnderWayIsNotForgotten(@TempDir Path directory) {
        Experiments experiments = experiments(directory, 2);
        Experiments.Entry underWay = experiments.start(LONG).orElseThrow();
        for (int i = 0; i < 25; i++) {
            Experiments.Entry entry = experiments.start(SHORT).orElseThrow();
            assertTrue(experiments.start(SHORT).isEmpty(), "both places are taken");
            entry.run().abort("next");
            entry.result().join();
        }
        assertEquals(Optional.of(underWay), experiments.find(underWay.run().id()));
        assertEquals(20, experiments.all().size());
        experiments.abortAll("enough", Duration.ofSeconds(30));
        assertEquals("enough", underWay.result().join().verdict().reason());
    }

    @Test
    void oneAtATime(@TempDir Path directory) {
        Experiments experiments = experiments(directory, 1);
        Experiments.Entry first = experiments.start(SHORT).orElseThrow();
        assertTrue(experiments.start(SHORT).isEmpty());
        assertEquals(Outcome.ABORTED, first.result().join().verdict().outcome());
        Experiments.Entry second = experiments.start(SHORT).orElseThrow();
        assertNotEquals(first.run().id(), second.run().id());
        second.result().join();
        assertEquals(2, done.size());
    }

    @Test
    void soManyAsIsToldAtOnce(@TempDir Path directory) {
        Experiments experiments = experiments(directory, 2);
        Experiments.Entry first = experiments.start(SHORT).orElseThrow();
        Experiments.Entry second = experiments.start(SHORT).orElseThrow();
        assertTrue(experiments.start(SHORT).isEmpty());
        assertNotEquals(first.run().id(), second.run().id());
        experiments.abortAll("enough", Duration.ofSeconds(30));
        assertEquals(
                List.of("enough", "enough"),
                experiments.all().stream()
                        .map(entry -> entry.result().join().verdict().reason())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 11})
    void howManyAtOnceIsBounded(int atOnce, @TempDir Path directory) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> experiments(directory, atOnce));
        assertEquals("faultline.experiments.at-once", invalid.field());
    }

    @Test
    void theLastOnesAreKept(@TempDir Path directory) {
        Experiments experiments = experiments(directory, 1);
        for (int i = 0; i < 25; i++) {
            Experiments.Entry entry = experiments.start(SHORT).orElseThrow();
            entry.run().abort("next");
            entry.result().join();
        }
        assertEquals(20, experiments.all().size());
        assertEquals(25, done.size());
    }

    private static final Experiment CHANGING = FakeWorld.read("""
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            warmup: 0s
            baseline: {duration: 1s}
            method: [{faults: {rules: [{name: r}]}}, {hold: 1s}]
            verify: {duration: 1s, within: 1s}
            """);

    /** Leaves what an experiment leaves that could not put the faults back, up to that state. */
    private static FakeWorld left(Path directory, State... states) {
        FakeWorld world = new FakeWorld(directory);
        Journal journal = world.journals().begin("id", CHANGING);
        journal.doing("faults", new FaultsUndo(world.faults.plan));
        for (State state : states) {
            journal.entering(state);
        }
        journal.close();
        return world;
    }

    private Experiments.Entry recovered(FakeWorld world) {
        List<Experiments.Entry> entries = experiments(world).recover();
        assertEquals(1, entries.size());
        ExperimentResult unused = entries.get(0).result().join();
        return entries.get(0);
    }

    private Experiments experiments(FakeWorld world) {
        return new Experiments(world.lanes(), world.actuators(), world.journals(), 1, archive);
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
        ExperimentResult unused = entry.result().join();
        assertEquals(List.of(), experiments.all());
        assertEquals(
                List.of("could not undo (faults back to what they were): 403"),
                archive.amendments.stream().map(Amendment::note).toList());
        assertEquals(List.of(), entry.result().join().phases(), "nothing was changed, so there is nothing to look at");
        world.faults.closed = false;
        Experiments.Entry again = recovered(world);
        Amendment last = archive.amendments.get(1);
        assertEquals(again.result().join().chronicle().since(), last.since());
        Undone undone = last.undone().get(0);
        assertEquals(
                List.of(new Undone("faults back to what they were", true, null, undone.from(), undone.to())),
                last.undone());
        assertEquals(again.result().join().verdict().reason(), last.note());
        assertEquals(1, world.faults.history.size());
        assertEquals(List.of(), done);
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
        ExperimentResult unused = experiments.recover().get(0).result().join();
        assertEquals(Optional.empty(), experiments.find("id"));
        assertEquals(List.of(), world.journals().unfinished());
    }

    /** As a report of its own it is told by what is on disk, as any other that is there. */
    @Test
    void whatGotAReportOfItsOwnIsForgottenToo(@TempDir Path directory) {
        FakeWorld world = left(directory, State.DONE);
        archive.writing = result -> archive.held.add(result.id());
        Experiments experiments = experiments(world);
        ExperimentResult unused = experiments.recover().get(0).result().join();
        assertEquals(1, done.size());
        assertEquals(List.of(), experiments.all());
    }

    @Test
    void whatWasOverWithoutAReportGetsOneThatSaysSo(@TempDir Path directory) {
        FakeWorld world = left(directory, State.INJECT, State.ROLLBACK, State.DONE, State.ROLLBACK);
        world.faults.closed = true;
        Experiments.Entry entry = recovered(world);
        assertEquals(1, done.size());
        assertEquals(Outcome.FAIL, done.get(0).verdict().outcome());
        assertEquals(
                Amendment.ALONE + "could not undo (faults back to what they were): 403",
                done.get(0).verdict().reason());
        assertEquals(List.of(), archive.amendments);
        assertTrue(entry.run().isLate());
    }

    @Test
    void whatWasOverAndLeftNothingIsForgotten(@TempDir Path directory) {
        FakeWorld world = new FakeWorld(directory);
        Journal journal = world.journals().begin("id", CHANGING);
        journal.entering(State.DONE);
        journal.close();
        assertEquals(List.of(), experiments(world).recover());
        assertEquals(List.of(), world.journals().unfinished());
        assertEquals(List.of(), done);
    }
}
