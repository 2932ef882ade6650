package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.experiment.step.Condition;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.split.SplitFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an experiment when another hand changes what its verdict rests on. */
class ConditionsTest {

    /** Held from second 13 to second 33; passes whatever is injected, so that only the watch keeps it from that. */
    private static final String EXPERIMENT = """
            title: half
            hypothesis: [success_rate >= 1%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s}
            method:
              - faults: {rules: [{name: r}]}
              - chaos: {kind: PodChaos, metadata: {name: kill}}
              - split: {error-injector: 50}
              - hold: 20s
            verify: {duration: 5s, within: 20s}
            """;

    private static final LoadPlan OTHER = LoadPlan.of(
            Target.of("http://demo-backend:8080/"),
            Demand.of(7, Demand.Arrival.CONSTANT),
            null,
            new Transport(Transport.Protocol.HTTP1, 1, null, 1, Duration.ofSeconds(1)));

    private static final JsonNode NO_RULES =
            JsonNodeFactory.instance.objectNode().set("rules", JsonNodeFactory.instance.arrayNode());

    @TempDir
    Path directory = Path.of("");

    private FakeWorld world;

    @BeforeEach
    void create() {
        world = new FakeWorld(directory);
    }

    private static Split weights(int backend, int injector) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("demo-backend", backend);
        weights.put("error-injector", injector);
        return new Split(weights);
    }

    private static void done(Object ignored) {
        // The fake load does it at once.
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        "another plan",
                        world -> world.faults.touch(NO_RULES, "set by 10.0.0.7"),
                        "the fault plan was set by 10.0.0.7"),
                change("no faults", world -> world.faults.touch(NO_RULES, null), "the fault plan was replaced"),
                change(
                        "the same plan",
                        world -> world.faults.touch(world.faults.plan, null),
                        "the fault plan was replaced"),
                change(
                        "a restart",
                        world -> world.faults.replicas.put("10.0.0.1:9000", "second"),
                        "the injector at 10.0.0.1:9000 was restarted"),
                change(
                        "a replica less",
                        world -> world.faults.replicas.remove("10.0.0.2:9000"),
                        "the injector at 10.0.0.2:9000 is gone"),
                change("time", world -> world.faults.expired = true, "the fault plan has expired"),
                change(
                        "no split",
                        world -> world.split.change(weights(100, 0)),
                        "the split was changed to {demo-backend=100, error-injector=0}"),
                change(
                        "the same split",
                        world -> world.split.change(world.split.split()),
                        "the split was changed to {demo-backend=50, error-injector=50}"),
                change("another load", world -> done(world.traffic.start(OTHER)), "the load was replaced"),
                change(
                        "the same load",
                        world -> done(world.traffic.start(Objects.requireNonNull(world.traffic.plan()))),
                        "the load was replaced"),
                change("no load", world -> done(world.traffic.stop()), "the load was stopped"),
                change("no chaos", world -> world.chaos.applied.clear(), "PodChaos kill was deleted"));
    }

    private static Arguments change(String name, Consumer<FakeWorld> change, String told) {
        return arguments(name, change, told);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void anotherHandEndsItAndIsTold(String name, Consumer<FakeWorld> change, String told) {
        world.faults.replicas.put("10.0.0.2:9000", "another");
        world.at(25, () -> change.accept(world));
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                Verdict.Outcome.ABORTED,
                result.verdict().outcome(),
                result.verdict().reason());
        assertTrue(
                result.verdict().reason().startsWith(told + " after 12 s of the hold"),
                result.verdict().reason());
        assertEquals(List.of(new Timeline.Change(25, told)), result.timeline().changes());
        assertEquals(
                Timeline.StepResult.End.CUT_SHORT,
                result.timeline().steps().get(3).end());
    }

    @Test
    void withoutAnotherHandItPasses() {
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals(List.of(), result.timeline().changes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 14, 33})
    void itIsWatchedFromTheBeginningToTheLastSecond(long second) {
        world.at(second, () -> world.split.change(world.split.split()));
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                Verdict.Outcome.ABORTED,
                result.verdict().outcome(),
                result.verdict().reason());
    }

    @Test
    void whatAnotherHandWantsStaysAndAllElseIsUndone() {
        world.at(25, () -> world.split.change(weights(30, 70)));
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(weights(30, 70), world.split.split(), "as the other hand wants it");
        assertEquals("{\"rules\":[\"mine\"]}", world.faults.plan.toString(), "the faults are back");
        assertEquals(List.of(), world.chaos.applied, "the chaos is over");
        assertEquals(
                List.of(
                        "split back to {demo-backend=100, error-injector=0}: left as it is: the split was changed to"
                                + " {demo-backend=30, error-injector=70}",
                        "deleted PodChaos kill: done",
                        "faults back to what they were: done"),
                result.undone().stream()
                        .map(each -> each.what() + ": " + each.outcome())
                        .toList());
    }

    @Test
    void aPlanOfAnotherHandStays() {
        world.at(25, () -> world.faults.touch(NO_RULES, "stopped by 10.0.0.7"));
        world.run(EXPERIMENT).conduct();
        assertEquals(NO_RULES, world.faults.plan);
        assertEquals(weights(100, 0), world.split.split());
    }

    @Test
    void aRestartedInjectorGetsThePlanFromBefore() {
        world.at(25, () -> {
            world.faults.replicas.put("10.0.0.1:9000", "second");
            world.faults.touch(NO_RULES, null);
        });
        world.run(EXPERIMENT).conduct();
        assertEquals("{\"rules\":[\"mine\"]}", world.faults.plan.toString(), "nobody wanted the restart");
    }

    @Test
    void aLoadOfAnotherHandGoesOnAndNothingIsMeasuredOnIt() {
        world.at(25, () -> done(world.traffic.start(OTHER)));
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(OTHER, world.traffic.plan());
        assertTrue(
                result.verdict()
                        .reason()
                        .endsWith("and it is not known whether all is well again: the load is not its own any more"),
                result.verdict().reason());
        assertEquals(2, result.phases().size(), "no verification");
    }

    @Test
    void aLoadThatIsStoppedWhileAllIsVerifiedIsNoFailure() {
        world.at(35, () -> done(world.traffic.stop()));
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                new Verdict(Verdict.Outcome.ABORTED, "the load was stopped before it was seen that all is well again"),
                result.verdict());
    }

    @Test
    void whoAnnouncesAChangeIsNamed() {
        ExperimentRun run = world.run(EXPERIMENT);
        world.at(25, () -> {
            run.announce(Condition.LOAD, "stopped over the API by 10.0.0.7");
            done(world.traffic.stop());
        });
        ExperimentResult result = run.conduct();
        assertTrue(
                result.verdict().reason().startsWith("the load was stopped over the API by 10.0.0.7 after 12 s"),
                result.verdict().reason());
        assertNull(world.traffic.plan(), "and stays so");
    }

    @Test
    void whatCannotBeSeenForAWhileMayHaveStayed() {
        world.at(20, () -> world.faults.down = true);
        world.at(30, () -> world.faults.down = false);
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
    }

    @Test
    void whatHappenedMeanwhileShowsLater() {
        world.at(20, () -> world.faults.down = true);
        world.at(22, () -> {
            JsonNode before = world.faults.plan;
            world.faults.touch(NO_RULES, null);
            world.faults.touch(before, null);
        });
        world.at(30, () -> world.faults.down = false);
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                Verdict.Outcome.ABORTED,
                result.verdict().outcome(),
                result.verdict().reason());
    }

    @Test
    void whatIsNotKnownToTheEndIsNoPass() {
        world.at(30, () -> world.faults.down = true);
        world.at(39, () -> world.faults.down = false);
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                new Verdict(
                        Verdict.Outcome.INCONCLUSIVE,
                        "it is not known what was in force to the end of the hold: the injector is down"),
                result.verdict());
    }

    @Test
    void aReplicaThatDoesNotFollowFailsTheStep() {
        world.faults.afterPut = () -> world.faults.touch(NO_RULES, null);
        assertEquals(
                "the method failed: the fault plan is not in force at every replica of the injector: 10.0.0.1:9000 has"
                        + " another",
                world.run(EXPERIMENT).conduct().verdict().reason());
    }

    @Test
    void whoIsFasterThanTheStepIsFoundOutAndLeftAlone() {
        world.faults.afterPut = () -> world.faults.touch(NO_RULES, "stopped by 10.0.0.7");
        String reason = world.run(EXPERIMENT).conduct().verdict().reason();
        assertTrue(reason.startsWith("the fault plan was stopped by 10.0.0.7 after "), reason);
        assertEquals(NO_RULES, world.faults.plan);
    }

    @Test
    void itsOwnStepsAreNobodyElses() {
        String more = EXPERIMENT.replace("  - hold: 20s\n", """
                  - hold: 5s
                  - split: {error-injector: 20}
                  - faults: {rules: [{name: q}]}
                  - load: {rate: 100}
                  - http: {method: POST, url: "http://localhost:9/x", undo: {method: POST, url: "http://localhost:9/y"}}
                  - hold: 5s
                """);
        ExperimentResult result = world.run(more).conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
    }

    /** The way of a mesh: weights in an object, and proxies that heed them, or not. */
    private final class Mesh implements SplitControl {

        private final List<String> asked = new ArrayList<>();
        private Split weights = weights(100, 0);
        private long changes;
        private boolean heeded = true;
        private boolean released;
        private boolean down;
        /** Whether proxies have decided before this split came to be. */
        private boolean waits;

        @Override
        public boolean waitsForSilence(Target target) {
            return waits;
        }

        @Override
        public void silenced() {
            waits = false;
            heeded = true;
            world.traffic.whenSilent = () -> world.split.change(weights);
        }

        @Override
        public Revision revision() {
            if (down) {
                throw new SplitFailed(SplitFailed.Reason.UNREACHABLE, "the API server is down", null);
            }
            return new Revision(weights, Long.toString(changes), "kubectl-edit");
        }

        @Override
        public Optional<Split> known() {
            return Optional.of(weights);
        }

        @Override
        public void change(Split changed) {
            weights = changed;
            changes++;
            if (heeded) {
                world.split.change(changed);
            }
        }

        @Override
        public void borrow(Split changed) {
            change(changed);
        }

        @Override
        public void giveBack(Split original) {
            change(original);
        }

        @Override
        public void release() {
            released = true;
        }

        @Override
        public Split silence() {
            change(weights(100, 0));
            return weights;
        }

        @Override
        public String injector() {
            return "error-injector";
        }

        @Override
        public ExpectedShare expectedShare() {
            return new ExpectedShare(weights.share("error-injector"));
        }

        @Override
        public Optional<Target> target() {
            return Optional.of(Target.of("http://demo-backend:8080/"));
        }

        @Override
        public ExpectedShare expectedShare(LoadPlan plan) {
            asked.add(plan.target().host());
            return plan.target().host().equals("demo-backend") ? expectedShare() : ExpectedShare.UNKNOWN;
        }
    }

    private Mesh mesh() {
        Mesh mesh = new Mesh();
        world.mesh = mesh;
        return mesh;
    }

    @Test
    void aSplitInEffectIsSeenWithinSecondsAndHeldThen() {
        mesh();
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        assertEquals(20, result.phases().get(1).seconds());
        double begun = result.timeline().steps().get(3).from();
        double ended = result.timeline().steps().get(3).to();
        assertTrue(ended - begun > 20 && ended - begun <= 22, begun + " to " + ended);
    }

    /** Neither the guard nor the hold knows of it, and the step tells. */
    @Test
    void theLoadPausesWhereAProxyKeepsToWhatItDecidedBefore() {
        Mesh mesh = mesh();
        mesh.heeded = false;
        mesh.waits = true;
        ExperimentResult result = world.run(EXPERIMENT + "guard: [rate >= 100 over 2s, success_rate >= 40% over 3s]\n")
                .conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        Timeline.StepResult split = result.timeline().steps().get(2);
        assertEquals(6, split.to() - split.from(), 0.5);
        assertEquals("the load paused for 6 s, since the mesh kept to how it had routed before", split.reason());
        assertEquals(20, result.phases().get(1).seconds());
        assertEquals(4_000, result.phases().get(1).tally().sent());
        assertEquals(1, world.traffic.pauses);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50, 100})
    void aSplitWithoutEffectIsNoPass(int share) {
        mesh().heeded = false;
        world.diagnosis = "the route is not accepted";
        ExperimentResult result = world.run(EXPERIMENT.replace("error-injector: 50", "error-injector: " + share))
                .conduct();
        assertEquals(
                new Verdict(
                        Verdict.Outcome.INCONCLUSIVE,
                        "the split is not in effect: 0 of 1800 requests reached error-injector, where the weights give it "
                                + share + "% (the route is not accepted)"),
                result.verdict());
        assertEquals(
                1,
                result.phases().stream()
                        .filter(phase -> phase.state() != State.VERIFY)
                        .count(),
                "nothing counted");
    }

    @Test
    void aSplitThatLosesItsEffectWhileItIsHeldIsNoPass() {
        mesh();
        world.at(27, () -> world.split.change(weights(100, 0)));
        ExperimentResult result = world.run(EXPERIMENT).conduct();
        assertEquals(
                new Verdict(
                        Verdict.Outcome.INCONCLUSIVE,
                        "the split is not in effect: at the end of the hold 0 of 1000 requests reached error-injector,"
                                + " where the weights give it 50%"),
                result.verdict());
    }

    @Test
    void aLoadPastTheSplitIsNoPass() {
        mesh();
        world.traffic.past = true;
        ExperimentResult result = world.run(EXPERIMENT.replace("http://demo-backend:8080/", "http://elsewhere:8080/"))
                .conduct();
        assertEquals(Verdict.Outcome.INCONCLUSIVE, result.verdict().outcome());
        assertEquals(
                "the split is not in effect: the load goes to http://elsewhere:8080/, and the split is that of"
                        + " http://demo-backend:8080/",
                result.verdict().reason());
    }

    @Test
    void whoChangedTheRouteIsToldIfItSaysSo() {
        Mesh mesh = mesh();
        world.at(25, () -> mesh.change(weights(0, 100)));
        String reason = world.run(EXPERIMENT).conduct().verdict().reason();
        assertTrue(
                reason.startsWith(
                        "the split was changed by kubectl-edit to {demo-backend=0, error-injector=100} after "),
                reason);
        assertTrue(mesh.released, "nobody holds the route any more");
        assertEquals(weights(0, 100), mesh.weights);
    }

    /** Whatever others do while it is held: it passes only if nobody did anything to its end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noSequenceOfOutsideChangesPasses(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 8; round++) {
            world = new FakeWorld(directory.resolve("" + round));
            Mesh mesh = random.nextBoolean() ? mesh() : null;
            List<Consumer<FakeWorld>> all = new ArrayList<>();
            changes().forEach(each -> all.add(accept(each.get()[1])));
            world.faults.replicas.put("10.0.0.2:9000", "another");
            boolean changed = false;
            for (long second = 14; second <= 33; second++) {
                boolean outage = random.nextInt(4) == 0;
                boolean change = random.nextInt(15) == 0;
                changed |= change;
                Consumer<FakeWorld> what = all.get(random.nextInt(all.size()));
                boolean last = second == 33;
                world.at(second, () -> {
                    world.faults.down = outage && !last;
                    if (mesh != null) {
                        mesh.down = outage && !last;
                    }
                    if (change) {
                        what.accept(world);
                        if (mesh != null) {
                            mesh.change(mesh.weights);
                        }
                    }
                });
            }
            Verdict verdict = world.run(EXPERIMENT).conduct().verdict();
            if (changed) {
                assertNotEquals(Verdict.Outcome.PASS, verdict.outcome(), "seed " + seed + ", round " + round);
            } else {
                assertEquals(Verdict.Outcome.PASS, verdict.outcome(), verdict.reason());
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Consumer<FakeWorld> accept(Object change) {
        return (Consumer<FakeWorld>) change;
    }

    @Test
    void undoneTellsWhatWasLeft() {
        assertEquals("done", new Undone("split", true, null, 1, 2).outcome());
        assertEquals("stays", new Undone("call", false, null, 1, 2).outcome());
        assertEquals("FAILED: 500", new Undone("split", true, "500", 1, 2).outcome());
        assertEquals("left as it is: changed", new Undone("split", true, null, "changed", 1, 2).outcome());
    }
}
