package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
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
        List<Timeline.Point> timeline = conduct(HALF).timeline().points();
        assertEquals(
                List.of(State.WARMUP, State.BASELINE, State.INJECT, State.VERIFY),
                timeline.stream().map(Timeline.Point::state).distinct().toList());
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
                        new Timeline.StateInterval(State.WARMUP, 0, until),
                        new Timeline.StateInterval(State.BASELINE, until, until + 10),
                        new Timeline.StateInterval(State.INJECT, until + 10, until + 30),
                        new Timeline.StateInterval(State.ROLLBACK, until + 30, until + 30),
                        new Timeline.StateInterval(State.VERIFY, until + 30, until + 35)),
                result.timeline().states());
        double told = 0;
        for (Timeline.Point moment : result.timeline().points()) {
            Timeline.StateInterval passed = result.timeline().states().stream()
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
                result.timeline().points().size() <= TimelineRecorder.MOST_POINTS,
                "was " + result.timeline().points().size());
        assertTrue(
                result.timeline().points().size() > TimelineRecorder.MOST_POINTS / 3,
                "was " + result.timeline().points().size());
        double seconds = result.timeline().points().stream()
                .mapToDouble(Timeline.Point::seconds)
                .sum();
        assertEquals(3 + 10 + 2_700 + 5, seconds, 0.01);
        assertFalse(result.timeline().points().stream().anyMatch(moment -> moment.rate() != 200.0));
    }
}
