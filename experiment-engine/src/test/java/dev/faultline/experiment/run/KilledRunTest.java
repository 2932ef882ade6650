package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.step.HttpControl;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kill switch is pressed while an experiment is under way, which began with faults and traffic for them. */
class KilledRunTest {

    private static final String EXPERIMENT = """
            title: t
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s, gate: [success_rate >= 50%]}
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 90}
              - chaos: {kind: PodChaos, metadata: {name: kill}}
              - http: {url: "http://other/on", method: POST, undo: {url: "http://other/on", method: DELETE}}
              - hold: 10s
            verify: {duration: 5s, within: 20s}
            """;

    @TempDir
    Path first = Path.of("");

    @TempDir
    Path second = Path.of("");

    private FakeWorld world = new FakeWorld(first);
    private ExperimentRun run = world.run(EXPERIMENT);

    @BeforeEach
    void create() {
        world = new FakeWorld(first);
        world.split.change(weights(60, 40));
        run = world.run(EXPERIMENT);
    }

    private static Split weights(int backend, int injector) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("demo-backend", backend);
        weights.put("error-injector", injector);
        return new Split(weights);
    }

    /** As the switch does it. */
    private void press() {
        run.kill("pressed");
        run.writeKilled();
        world.faults.clear();
        world.split.silence();
    }

    private static void assertQuiet(FakeWorld world) {
        assertEquals(weights(100, 0), world.split.split());
        assertEquals("{\"rules\":[]}", world.faults.plan.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 7, 14, 22, 25})
    void nothingIsBroughtBackWheneverItIsPressed(long second) {
        world.at(second, this::press);
        ExperimentResult result = run.conduct();
        run.end();
        assertQuiet(world);
        boolean began = second > 13;
        assertEquals(
                began ? List.of("POST http://other/on", "DELETE http://other/on") : List.of(),
                world.calls.stream().map(HttpControl.Call::toString).toList());
        assertTrue(result.undone().stream().allMatch(undone -> undone.failure() == null), result::toString);
        if (second == 14) {
            assertEquals("pressed", result.verdict().reason());
            assertEquals(
                    List.of(
                            "DELETE http://other/on",
                            "deleted PodChaos kill",
                            "split back to {demo-backend=60, error-injector=40}, but for what injects: the kill switch was"
                                    + " pressed",
                            "faults back to what they were, but for what injects: the kill switch was pressed"),
                    result.undone().stream().map(Undone::what).toList());
            assertTrue(result.phases().get(result.phases().size() - 1).isHealthy(), "what is verified is healthy");
        }
    }

    @Test
    void whatIsBroughtBackAtThatMomentIsTakenAwayAgain() {
        world.mesh = new PressedOn(world.split, this::press);
        run = world.run(EXPERIMENT);
        run.conduct();
        run.end();
        assertQuiet(world);
    }

    @Test
    void whatIsTriedAgainAtThatMomentIsNotBroughtBack() {
        world.at(23, () -> world.faults.down = true);
        world.at(24, () -> {
            world.faults.down = false;
            press();
        });
        run.conduct();
        run.end();
        assertQuiet(world);
    }

    @Test
    void theNextProcessKnowsOfIt() {
        world.at(14, () -> {
            run.kill("pressed");
            run.writeKilled();
            copyJournals();
        });
        run.conduct();
        run.end();
        FakeWorld next = new FakeWorld(second);
        next.split.change(weights(10, 90));
        Recovery left = next.recovered().get(0);
        ExperimentResult recovered = left.conduct();
        left.end();
        assertQuiet(next);
        assertEquals(4, recovered.undone().size());
        assertEquals(0, next.recovered().size());
    }

    @Test
    void soItDoesOfWhatIsOverAndCouldNotBeUndone() {
        world.at(14, () -> world.faults.down = true);
        run.conduct();
        run.end();
        world.journals().killAll();
        world.journals().killAll();
        copyJournals();
        FakeWorld next = new FakeWorld(second);
        Recovery left = next.recovered().get(0);
        ExperimentResult unusedToo = left.conduct();
        left.end();
        assertEquals("{\"rules\":[]}", next.faults.plan.toString());
    }

    private void copyJournals() {
        try (var files = Files.list(first)) {
            for (Path file : files.toList()) {
                Files.copy(file, second.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Is pressed when weights have just been given back. */
    private record PressedOn(SplitControl inner, Runnable press) implements SplitControl {

        @Override
        public Revision revision() {
            return inner.revision();
        }

        @Override
        public Optional<Split> known() {
            return inner.known();
        }

        @Override
        public void change(Split changed) {
            inner.change(changed);
        }

        @Override
        public void borrow(Split changed) {
            inner.borrow(changed);
        }

        @Override
        public void giveBack(Split original) {
            if (original.share(injector()) > 0) {
                press.run();
            }
            inner.giveBack(original);
        }

        @Override
        public Split silence() {
            return inner.silence();
        }

        @Override
        public String injector() {
            return inner.injector();
        }

        @Override
        public ExpectedShare expectedShare() {
            return inner.expectedShare();
        }

        @Override
        public ExpectedShare expectedShare(LoadPlan plan) {
            return inner.expectedShare(plan);
        }
    }
}
