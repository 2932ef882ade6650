package dev.faultline.load.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
            """);

    private final List<ExperimentResult> done = Collections.synchronizedList(new ArrayList<>());

    private Experiments experiments(Path directory, int atOnce) {
        FakeWorld world = new FakeWorld(directory);
        return new Experiments(world.lanes(), world.actuators(), world.journals(), atOnce, done::add);
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
}
