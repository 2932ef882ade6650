package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.journal.Time;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.HttpControl;
import dev.faultline.experiment.step.HttpStep;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.plan.Target;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
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

    private static final HttpControl.Call UNDO = new HttpControl.Call(
            "DELETE", Target.of("http://other/on"), Map.of(), null, List.of(), Duration.ofSeconds(1));

    /** Returns time that goes on by itself, and that a pause sends ahead at once. */
    static Time hastening() {
        AtomicLong ahead = new AtomicLong();
        return new Time(
                InstantSource.system(),
                () -> System.nanoTime() + ahead.get(),
                (duration, unless) -> ahead.addAndGet(unless.isDone() ? 0 : duration.toNanos()));
    }

    private final CountDownLatch release = new CountDownLatch(1);

    private final FakeArchive archive = new FakeArchive();

    private Experiments experiments(Path directory, int atOnce) {
        FakeWorld world = new FakeWorld(directory);
        return new Experiments(world.slots(), world.actuators(), world.journals(), atOnce, archive, Time.REAL);
    }

    /** Has two undos left behind by a process that is no more, the newer of which waits until it is released. */
    private Experiments leftBehind(Path directory) {
        FakeWorld world = new FakeWorld(directory);
        for (String id : List.of("20200101-000000-000", "20200102-000000-000")) {
            Journal journal = world.journals().begin(id, SHORT, Instant.EPOCH);
            journal.doing("http", new HttpStep.CallBack(UNDO));
            journal.close();
        }
        HttpControl waiting = call -> assertDoesNotThrow(() -> release.await());
        Actuators actuators = new Actuators(
                world.split, world.faults, world.chaos, waiting, world.traffic, Optional::empty, world.learning);
        return new Experiments(world.slots(), actuators, world.journals(), 2, archive, hastening());
    }

    @Test
    void nothingBeginsWhileAnotherIsRecovered(@TempDir Path directory) {
        Experiments experiments = leftBehind(directory);
        List<Experiments.Entry> recovered = experiments.recover();
        assertEquals(
                List.of("20200102-000000-000", "20200101-000000-000"),
                recovered.stream().map(entry -> entry.run().id()).toList());
        assertTrue(experiments.start(SHORT).isEmpty());
        recovered.forEach(entry -> entry.run().abort("no longer than needed"));
        release.countDown();
        recovered.forEach(entry -> entry.result().join());
        assertTrue(experiments.start(SHORT).isPresent());
        experiments.abortAll("enough", Duration.ofSeconds(30));
    }

    @Test
    void nothingBeginsOnceAllAreToEnd(@TempDir Path directory) {
        Experiments experiments = leftBehind(directory);
        experiments.abortAll("stopped by a signal", Duration.ofSeconds(30));
        assertTrue(experiments.start(SHORT).isEmpty());
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
        assertEquals(Verdict.Outcome.ABORTED, first.result().join().verdict().outcome());
        Experiments.Entry second = experiments.start(SHORT).orElseThrow();
        assertNotEquals(first.run().id(), second.run().id());
        second.result().join();
        assertEquals(2, archive.done.size());
    }

    @Test
    void soManyAsIsToldAtOnce(@TempDir Path directory) {
        Experiments experiments = experiments(directory, 2);
        Experiments.Entry first = experiments.start(SHORT).orElseThrow();
        Experiments.Entry second = experiments.start(SHORT).orElseThrow();
        assertTrue(experiments.start(SHORT).isEmpty());
        assertNotEquals(first.run().id(), second.run().id());
        assertEquals(2, underWay(experiments));
        experiments.abortAll("enough", Duration.ofSeconds(30));
        assertEquals(0, underWay(experiments));
        assertEquals(
                List.of("enough", "enough"),
                experiments.all().stream()
                        .map(entry -> entry.result().join().verdict().reason())
                        .toList());
    }

    private static long underWay(Experiments experiments) {
        return Arrays.stream(State.values()).mapToLong(experiments::count).sum();
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
        assertEquals(25, archive.done.size());
    }
}
