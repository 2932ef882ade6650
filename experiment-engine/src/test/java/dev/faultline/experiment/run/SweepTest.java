package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Sweep;
import dev.faultline.experiment.step.HoldStep;
import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {

    private static final String SWEEP = """
            title: increase the chaos
            configuration: {weight: 5}
            hypothesis: [success_rate >= 70%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s}
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: "${weight}"}
              - hold: 10s
            sweep: {vary: weight, range: {from: 0, to: 100, step: 20}, refine: 3}
            """;

    /** From, to, step and refinements; then the resolution, if one is given. */
    private static Curve climb(String range, boolean goOn, DoubleFunction<ThresholdCheck.Ruling> world) {
        String[] bounds = range.split("-", 5);
        Sweep sweep = new Sweep(
                "x",
                range(bounds[0], bounds[1], bounds[2], bounds.length > 4 ? bounds[4] : null),
                Integer.parseInt(bounds[3]),
                Duration.ZERO,
                1,
                goOn,
                Double.parseDouble(bounds[0]),
                level -> List.of());
        SweepRunner climb = new SweepRunner(
                sweep, level -> new Curve.Level(level, world.apply(level), 1, new Tally(), new ArrayList<>()));
        try {
            climb.run();
        } catch (Step.Aborted e) {
            throw new AssertionError(e);
        }
        return climb.curve();
    }

    private static Sweep.Range range(String from, String to, String step, @Nullable String resolution) {
        return new Sweep.Range(
                Double.valueOf(from),
                Double.valueOf(to),
                Double.valueOf(step),
                "",
                resolution == null ? null : Double.valueOf(resolution));
    }

    private static String text(Curve curve) {
        return curve.levels().stream()
                .map(level -> String.valueOf(level.value()))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "breaks at {1}: {2}")
    @CsvSource({
        "0-100-20-3-0.5, 31, '0.0 20.0 30.0 32.5 35.0 40.0', 30.0, 32.5",
        "0-100-20-3, 31, '0.0 20.0 30.0 32.0 35.0 40.0', 30.0, 32.0",
        // Nothing lies between 3 and 4 where all are whole numbers.
        "1-9-4-10, 4, '1.0 3.0 4.0 5.0', 3.0, 4.0",
        "1-9-1-3, 4, '1.0 2.0 3.0 4.0', 3.0, 4.0",
        "1-9-1-2-0.25, 4, '1.0 2.0 3.0 3.5 3.75 4.0', 3.75, 4.0",
        "0.1-0.5-0.1-0, 0.3, '0.1 0.2 0.3', 0.2, 0.3",
        "0.1-0.5-0.1-3, 0.3, '0.1 0.2 0.25 0.275 0.2875 0.3', 0.2875, 0.3",
        "0.7-1-0.1-0, 2, '0.7 0.8 0.9 1.0', 1.0,",
        "0-100-20-0, 31, '0.0 20.0 40.0', 20.0, 40.0",
        "0-100-20-2, 20, '0.0 10.0 15.0 20.0', 15.0, 20.0",
        "0-50-20-1, 45, '0.0 20.0 40.0 45.0 50.0', 40.0, 45.0",
        "0-50-20-1, 60, '0.0 20.0 40.0 50.0', 50.0,",
        "10-50-20-3, 5, '10.0',, 10.0",
    })
    void closesInOnTheBreak(String range, double breaks, String levels, Double held, Double broke) {
        Curve curve = climb(
                range, false, level -> level >= breaks ? ThresholdCheck.Ruling.VIOLATED : ThresholdCheck.Ruling.MET);
        assertEquals(levels, text(curve));
        assertEquals(held, curve.held().isPresent() ? (Double) curve.held().getAsDouble() : null);
        assertEquals(broke, curve.broke().isPresent() ? (Double) curve.broke().getAsDouble() : null);
    }

    @Test
    void goesOnBeyondTheBreakIfToldTo() {
        Curve curve = climb(
                "0-60-20-1", true, level -> level >= 31 ? ThresholdCheck.Ruling.VIOLATED : ThresholdCheck.Ruling.MET);
        assertEquals("0.0 20.0 30.0 40.0 60.0", text(curve));
    }

    @Test
    void whatTheFiguresCannotTellIsNotHalvedFurther() {
        Curve curve = climb(
                "0-40-20-5",
                false,
                level -> level > 35
                        ? ThresholdCheck.Ruling.VIOLATED
                        : level > 25 ? ThresholdCheck.Ruling.UNDECIDED : ThresholdCheck.Ruling.MET);
        assertEquals("0.0 20.0 30.0 40.0", text(curve));
        assertEquals("the hypothesis breaks between x 20 and 40", curve.sentence());
    }

    @Test
    void aLevelThatIsLookedAtAgainStandsThereOnce() {
        AtomicInteger looks = new AtomicInteger();
        Curve curve = climb(
                "0-60-20-1",
                false,
                level -> level > 50
                        ? ThresholdCheck.Ruling.VIOLATED
                        : level < 30 || looks.getAndIncrement() > 0
                                ? ThresholdCheck.Ruling.MET
                                : ThresholdCheck.Ruling.UNDECIDED);
        assertEquals("0.0 20.0 40.0 60.0", text(curve));
        assertEquals(ThresholdCheck.Ruling.MET, curve.levels().get(2).ruling());
        assertEquals("the hypothesis breaks between x 40 and 60", curve.sentence());
    }

    @Test
    void whereverItBreaksItIsFoundWithinOneRefinement() {
        for (double planted = 0.5; planted < 100; planted += 0.5) {
            double breaks = planted;
            Curve curve = climb(
                    "0-100-10-4-0.01",
                    false,
                    level -> level >= breaks ? ThresholdCheck.Ruling.VIOLATED : ThresholdCheck.Ruling.MET);
            double held = curve.held().orElseThrow();
            double broke = curve.broke().orElseThrow();
            assertTrue(held < breaks && breaks <= broke, () -> breaks + " in " + curve.sentence());
            assertEquals(10.0 / 16, broke - held, 0.01);
        }
    }

    @ParameterizedTest(name = "withstand {0}: {1}")
    @CsvSource({"0.2, pass", "0.3, fail", "0.4, fail"})
    void theBreakIsWhereItIsWritten(double withstand, String outcome) {
        Curve found = climb(
                "0.1-0.5-0.1-0",
                false,
                level -> level >= 0.3 ? ThresholdCheck.Ruling.VIOLATED : ThresholdCheck.Ruling.MET);
        Verdict verdict = new Curve("x", found.range(), withstand, found.levels(), null).verdict();
        assertEquals(outcome, verdict.outcome().wire(), verdict.reason());
        assertTrue(verdict.reason().startsWith("the hypothesis breaks between x 0.2 and 0.3"), verdict.reason());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            load: {maxInFlight: "${weight}"}                         | maxInFlight must be a whole number
            faults: {maxActiveFaults: "${weight}", rules: [{name: r}]} | 400
            """)
    void aLevelThatCannotBeDoneEndsTheHalving(String step, String why, @TempDir Path directory) {
        FakeWorld world = new FakeWorld(directory);
        // Halfway lies 27.5, and nothing but whole numbers can be done.
        String yaml = SWEEP.replace("  - split", "  - " + step + "\n  - split")
                .replace("from: 0, to: 100, step: 20}", "from: 10, to: 45, step: 35, resolution: 0.5}")
                .replace("refine: 3", "refine: 10");
        ExperimentRun run = world.run(yaml);
        run.check();
        Verdict verdict = run.conduct().verdict();
        assertEquals(Verdict.Outcome.PASS, verdict.outcome(), verdict.reason());
        assertTrue(verdict.reason().startsWith("the hypothesis breaks between weight "), verdict.reason());
        assertTrue(verdict.reason().contains("27.5 can't be done: " + why), verdict.reason());
        assertEquals(0.0, world.split.expectedShare().injected(), "the split is back");
    }

    @Test
    void findsTheWeightThatIsTooMuch(@TempDir Path directory) {
        FakeWorld world = new FakeWorld(directory);
        ExperimentRun run = world.run(SWEEP);
        run.check();
        ExperimentResult result = run.conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        Curve curve = result.curve();
        assertNotNull(curve);
        assertTrue(curve.held().orElseThrow() < 30.5 && curve.broke().orElseThrow() > 29.5, curve.sentence());
        assertTrue(result.verdict().reason().startsWith("the hypothesis breaks between weight "));
        assertEquals(0.0, world.split.expectedShare().injected(), "the split is back");
        assertEquals(2, result.undone().size());
        List<Timeline.StepResult> steps = result.timeline().steps();
        assertEquals(
                curve.levels().stream().map(Curve.Level::value).toList(),
                steps.stream()
                        .map(Timeline.StepResult::level)
                        .distinct()
                        .sorted()
                        .toList());
        assertEquals(0, steps.size() % 3, "each look does all three");
        assertEquals(0, result.timeline().stepsLeftOut());
    }

    @ParameterizedTest(name = "withstand {0}: {1}")
    @CsvSource({"20, pass", "40, fail"})
    void theVerdictIsOnTheLevelThatMustBeWithstood(int withstand, String outcome, @TempDir Path directory) {
        String yaml = SWEEP.replace("refine: 3", "refine: 3, withstand: " + withstand);
        Verdict verdict = new FakeWorld(directory).run(yaml).conduct().verdict();
        assertEquals(outcome, verdict.outcome().wire(), verdict.reason());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            to: 100      | to: 0               | sweep.range.to
            step: 20     | step: 0             | sweep.range.step
            step: 20     | step: 0.1           | sweep.range.step
            step: 20     | step: 0.5           | sweep.range.step
            step: 20     | step: 20, resolution: 0 | sweep.range.resolution
            step: 20     | step: 20, resolution: 21 | sweep.range.resolution
            refine: 3    | refine: 11          | sweep.refine
            refine: 3    | withstand: 101      | sweep.withstand
            vary: weight | vary: wait          | sweep.vary
            to: 100      | to: 120             | method[1]
            from: 0      | fromm: 0            | sweep.range.from
            to: 100,     |                     | sweep.range.to
            """)
    void sweepsThatMakeNoSenseAreRefused(String old, String changed, String field) {
        String yaml = SWEEP.replace(old, changed == null ? "" : changed);
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> FakeWorld.read(yaml));
        assertTrue(invalid.field().startsWith(field), invalid.getMessage());
    }

    /** Both ends can be done, and what lies between can not. */
    @Test
    void everyLevelIsLookedAtBeforeAnythingIsDone() {
        String yaml = SWEEP.replace("  - split", "  - load: {maxInFlight: \"${weight}\"}\n  - split")
                .replace("from: 0, to: 100, step: 20}", "from: 1, to: 2, step: 0.5}");
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> FakeWorld.read(yaml));
        assertEquals("method[1].load.maxInFlight must be a whole number, was 1.5", invalid.getMessage());
    }

    @Test
    void aLevelThatCannotBeDecidedIsHeldAgain(@TempDir Path directory) {
        // 68.75 % of 200 are in doubt against 70 %, of 6,000 they are not.
        String yaml =
                SWEEP.replace("from: 0, to: 100, step: 20}, refine: 3", "from: 31.25, to: 50, step: 50}, refine: 0");
        for (int looks : List.of(1, 3)) {
            ExperimentResult result = new FakeWorld(directory.resolve(Integer.toString(looks)))
                    .run(yaml.replace("refine: 0", "refine: 0, looks: " + looks))
                    .conduct();
            Curve curve = result.curve();
            assertNotNull(curve);
            Curve.Level first = curve.levels().get(0);
            assertEquals(looks == 1 ? ThresholdCheck.Ruling.UNDECIDED : ThresholdCheck.Ruling.VIOLATED, first.ruling());
            assertEquals(2_000L * looks, first.tally().sent());
        }
    }

    @Test
    void anUnitIsWrittenBehindTheLevel() {
        Experiment experiment =
                FakeWorld.read(SWEEP.replace("split: {error-injector: \"${weight}\"}", "hold: \"${weight}\"")
                        .replace("step: 20}", "step: 20, unit: s}")
                        .replace("from: 0", "from: 1"));
        Sweep sweep = experiment.method().sweep();
        assertNotNull(sweep);
        assertEquals(
                new HoldStep(Duration.ofMillis(2_500)), sweep.template().at(2.5).get(1));
    }

    @Test
    void aSweepSurvivesTheJournal() {
        Experiment once = FakeWorld.read(SWEEP);
        Experiment twice = FakeWorld.read(once.document().toString());
        assertEquals(once.document(), twice.document());
        assertEquals(once.method().steps(), twice.method().steps());
    }
}
