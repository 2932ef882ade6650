package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are milliseconds; 1 ms has one attempt, which succeeds before 10 s and fails from then on. */
class TimelineRecorderTest {

    private static final long BREAK = 10_000;

    private long nowMillis;
    private final TimelineRecorder timeline = from(0);

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }

    /** Begins with the warm-up. */
    private TimelineRecorder from(long millis) {
        nowMillis = millis;
        TimelineRecorder begun = new TimelineRecorder(() -> nanos(nowMillis), Instant.EPOCH);
        begun.enter(State.WARMUP);
        return begun;
    }

    private void enter(State state, long millis) {
        nowMillis = millis;
        timeline.enter(state);
    }

    private static Window window(long from, long to) {
        Tally tally = new Tally();
        for (long millis = from; millis < to; millis++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 0);
            instants.connected(0);
            instants.ended(1_000_000);
            tally.record(instants, Result.answered(millis < BREAK ? 200 : 500, false, false, false));
        }
        return new Window(Instant.ofEpochMilli(from), nanos(from), nanos(to), tally);
    }

    /** As {@code "warmup 8.0-9.0 100%"}. */
    private List<String> told() {
        return timeline.end().points().stream()
                .map(moment -> {
                    Double succeeded = moment.successRate();
                    return String.format(
                            Locale.ROOT,
                            "%s %.1f-%.1f %.0f%%",
                            moment.state().wire(),
                            moment.at() - moment.seconds(),
                            moment.at(),
                            succeeded == null ? Double.NaN : succeeded * 100);
                })
                .collect(Collectors.toList());
    }

    @ParameterizedTest(name = "entered at {0}")
    @CsvSource({"9400, baseline", "9500, baseline", "9501, warmup", "9600, warmup", "10000, warmup"})
    void aSecondThatIsNotCutBelongsToWhereTheExperimentWasAtItsMiddle(long entered, String state) {
        enter(State.BASELINE, entered);
        nowMillis = 11_000;
        timeline.add(List.of(window(9_000, 10_000)));
        assertEquals(List.of(state + " 9.0-10.0 100%"), told());
    }

    @Test
    void aSecondThatIsCutIsToldInParts() {
        enter(State.BASELINE, 10_000);
        timeline.cut(window(9_500, 10_000));
        timeline.add(List.of(window(8_500, 9_500), window(9_500, 10_500)));
        timeline.add(List.of(window(9_500, 10_500), window(10_500, 11_500)));
        assertEquals(
                List.of(
                        "warmup 8.5-9.5 100%",
                        "warmup 9.5-10.0 100%", "baseline 10.0-10.5 0%", "baseline 10.5-11.5 0%"),
                told());
    }

    @Test
    void aSecondIsCutMoreThanOnce() {
        enter(State.BASELINE, 9_800);
        enter(State.INJECT, 10_000);
        timeline.cut(window(9_500, 9_800));
        timeline.cut(window(9_800, 10_000));
        timeline.add(List.of(window(9_500, 10_500)));
        assertEquals(List.of("warmup 9.5-10.0 100%", "inject 10.0-10.5 0%"), told(), "0.2 s are no moment");
    }

    @Test
    void theLastPartIsToldAtTheEnd() {
        timeline.add(List.of(window(8_500, 9_500)));
        timeline.cut(window(9_500, 9_900));
        assertEquals(List.of("warmup 8.5-9.5 100%", "warmup 9.5-9.9 100%"), told());
    }

    @Test
    void theFirstPartIsOfBeforeTheStart() {
        TimelineRecorder later = from(9_300);
        later.cut(window(9_000, 9_300));
        later.add(List.of(window(8_000, 9_000), window(9_000, 10_000)));
        assertEquals(
                List.of(0.7),
                later.end().points().stream().map(Timeline.Point::seconds).toList(),
                "the rest of that second");
    }

    @ParameterizedTest(name = "cut at {0}")
    @CsvSource({
        "9999,  'warmup 9.0-10.0 100%, baseline 10.0-11.0 0%'",
        "9900,  'warmup 9.0-9.9 100%, baseline 9.9-11.0 9%'",
        "10100, 'warmup 9.0-10.1 91%, baseline 10.1-11.0 0%'",
    })
    void whatIsTooShortForAMomentGoesWithItsState(long cut, String told) {
        enter(State.BASELINE, cut);
        timeline.cut(cut < BREAK ? window(9_000, cut) : window(10_000, cut));
        timeline.add(List.of(window(9_000, 10_000), window(10_000, 11_000)));
        assertEquals(told, String.join(", ", told()));
    }

    @Test
    void aStateThatIsLeftAtOnceIsNoMoment() {
        enter(State.BASELINE, 5_000);
        enter(State.INJECT, 6_000);
        enter(State.ROLLBACK, 9_990);
        enter(State.VERIFY, 10_000);
        timeline.cut(window(9_500, 9_990));
        timeline.cut(window(9_990, 10_000));
        timeline.add(List.of(window(8_500, 9_500), window(9_500, 10_500)));
        assertEquals(List.of("inject 8.5-9.5 100%", "inject 9.5-10.0 100%", "verify 10.0-10.5 0%"), told());
    }

    @Test
    void whatBeganBeforeTheStartIsPassedOver() {
        TimelineRecorder later = from(9_300);
        later.add(List.of(window(8_000, 9_000), window(9_000, 10_000), window(10_000, 11_000)));
        assertEquals(1, later.end().points().size());
    }

    /** Does nothing for so many levels. */
    private Timeline after(int levels) {
        TimelineRecorder log = from(0);
        IntStream.range(0, levels).forEach(level -> {
            try {
                log.run(0, (double) level, () -> {});
            } catch (Step.Aborted e) {
                throw new AssertionError(e);
            }
        });
        return log.end();
    }

    private static List<Double> levels(Timeline log) {
        return log.steps().stream().map(Timeline.StepResult::level).toList();
    }

    @Test
    void theOldestAreLeftOutAndCounted() {
        assertEquals(0, after(TimelineRecorder.MOST_STEPS).stepsLeftOut());
        Timeline log = after(TimelineRecorder.MOST_STEPS + 3);
        assertEquals(3, log.stepsLeftOut());
        assertEquals(
                DoubleStream.iterate(3, level -> level + 1)
                        .limit(TimelineRecorder.MOST_STEPS)
                        .boxed()
                        .toList(),
                levels(log));
    }
}
