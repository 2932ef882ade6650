package dev.faultline.load.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the timeline of an experiment tells of its phases. */
class RunTimelineTest {

    private static final String HALF = """
            title: t
            hypothesis: [success_rate >= 30%]
            load: {target: "http://demo-backend:8080/", rate: 200}
            baseline: {duration: 10s}
            method:
              - faults: {rules: [{name: r}]}
              - split: {error-injector: 50}
              - hold: 20s
            """;

    private FakeWorld world;

    @BeforeEach
    void create(@TempDir Path directory) {
        world = new FakeWorld(directory);
    }

    private ExperimentResult conduct(String yaml) {
        ExperimentRun run = world.run(yaml);
        run.check();
        return run.conduct();
    }

    @Test
    void theTimelineKnowsThePhases() {
        List<Moment> timeline = conduct(HALF).timeline();
        assertEquals(
                List.of(State.WARMUP, State.BASELINE, State.INJECT, State.VERIFY),
                timeline.stream().map(Moment::state).distinct().toList());
        assertEquals(38, timeline.size());
        assertEquals(200.0, timeline.get(20).rate());
    }

    /** Seconds end at whole ones here, and states go on in the middle of one. */
    @ParameterizedTest(name = "warmup {0}")
    @CsvSource({"1s, 1", "1400ms, 1.4", "1500ms, 1.5", "1600ms, 1.6"})
    void noMomentReachesFromOneStateIntoTheNext(String warmup, double until) {
        ExperimentResult result = conduct(HALF + "warmup: " + warmup + "\nverify: {duration: 5s}\n");
        assertEquals(
                List.of(
                        new Passed(State.WARMUP, 0, until),
                        new Passed(State.BASELINE, until, until + 10),
                        new Passed(State.INJECT, until + 10, until + 30),
                        new Passed(State.ROLLBACK, until + 30, until + 30),
                        new Passed(State.VERIFY, until + 30, until + 35)),
                result.chronicle().states());
        double told = 0;
        for (Moment moment : result.timeline()) {
            Passed passed = result.chronicle().states().stream()
                    .filter(each -> each.state() == moment.state())
                    .findFirst()
                    .orElseThrow();
            assertEquals(told, moment.at() - moment.seconds(), 1e-6, "without gaps");
            told = moment.at();
            assertTrue(
                    passed.from() - 1e-6 <= moment.at() - moment.seconds() && moment.at() <= passed.to() + 1e-6,
                    () -> moment + " in " + passed);
            double succeeded = moment.successRate() == null ? 0 : moment.successRate();
            boolean faulted = moment.state() == State.INJECT;
            assertTrue(faulted ? succeeded > 0.2 && succeeded < 0.8 : succeeded == 1, moment::toString);
            assertEquals(200, moment.rate(), 1e-6);
        }
        assertEquals(until + 35, told, 1e-6, "to the last part of a second");
    }

    @Test
    void aLongTimelineStaysBounded() {
        ExperimentResult result = conduct(HALF.replace("hold: 20s", "hold: 45m"));
        assertTrue(
                result.timeline().size() <= Timeline.MOST,
                "was " + result.timeline().size());
        assertTrue(
                result.timeline().size() > Timeline.MOST / 3,
                "was " + result.timeline().size());
        double seconds = result.timeline().stream().mapToDouble(Moment::seconds).sum();
        assertEquals(3 + 10 + 2_700 + 5, seconds, 0.01);
        assertFalse(result.timeline().stream().anyMatch(moment -> moment.rate() != 200.0));
    }
}
