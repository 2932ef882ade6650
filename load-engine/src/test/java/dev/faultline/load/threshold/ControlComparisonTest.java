package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** A figure against the same figure of the control slice. */
class ControlComparisonTest {

    private static final Map<String, TimedTally> SLICES = Map.ofEntries(
            Map.entry("nothing", new Tallies().seen()),
            Map.entry("good", new Tallies().ok(3_000, 5).seen()),
            Map.entry("few good", new Tallies().ok(50, 5).seen()),
            Map.entry("2% fail", new Tallies().ok(2_940, 5).status(60, 500).seen()),
            Map.entry("10% fail", new Tallies().ok(2_700, 5).status(300, 500).seen()),
            Map.entry("slow", new Tallies().ok(3_000, 60).seen()),
            Map.entry(
                    "2% unanswered",
                    new Tallies()
                            .ok(2_940, 5)
                            .unanswered(60, ResultClass.REFUSED)
                            .seen()),
            Map.entry(
                    "1.2% unanswered",
                    new Tallies()
                            .ok(2_964, 5)
                            .unanswered(36, ResultClass.REFUSED)
                            .seen()),
            Map.entry("late", new Tallies().late(3_000, 60, 55).seen()),
            Map.entry(
                    "shed late",
                    new Tallies().ok(3_000, 5).shed(100, ShedReason.LATE).seen()),
            Map.entry(
                    "full",
                    new Tallies().ok(3_000, 5).shed(100, ShedReason.FULL).seen()));

    private static TimedTally slice(String name) {
        return Objects.requireNonNull(SLICES.get(name), name);
    }

    private static ThresholdCheck check(String text, String seen, String control) {
        Reference reference = new Reference(new Tallies().seen(), ExpectedShare.UNKNOWN, slice(control));
        return Threshold.of(text).judge(slice(seen), reference);
    }

    /**
     * Newcombe (1998), table II: the intervals of method 10, to the four digits that he prints. Differences are measured
     * less control.
     */
    @ParameterizedTest(name = "{0}/{1} - {2}/{3}: {4} to {5}")
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926",
        "0, 10, 0, 20, -0.1611, 0.2775",
        "0, 10, 0, 10, -0.2775, 0.2775",
        "10, 10, 0, 20, 0.6791, 1.0000",
        "10, 10, 0, 10, 0.6075, 1.0000",
    })
    void theIntervalOfTwoSharesIsNewcombes(ArgumentsAccessor given) {
        double[] cells = Arrays.stream(given.toArray())
                .mapToDouble(cell -> Double.parseDouble(String.valueOf(cell)))
                .toArray();
        Estimate measured = Estimate.ofShare((long) cells[0], (long) cells[1]);
        Estimate control = Estimate.ofShare((long) cells[2], (long) cells[3]);
        Estimate difference = measured.minus(control, 1);
        assertEquals(cells[4], difference.low(), 0.00006);
        assertEquals(cells[5], difference.high(), 0.00006);
    }

    @ParameterizedTest(name = "{0}, {1} against {2}: {3}")
    @CsvSource({
        "success_rate >= control - 1%, good, good, MET",
        "success_rate >= control - 1%, 2% fail, 2% fail, MET",
        "success_rate >= control - 0.5%, 2% fail, 2% fail, UNDECIDED",
        "success_rate >= control - 1%, 2% fail, good, VIOLATED",
        "success_rate >= control - 1%, 10% fail, good, VIOLATED",
        "success_rate >= control - 1%, good, 10% fail, MET",
        "success_rate >= control - 15%, 10% fail, good, MET",
        "success_rate = control, 2% fail, 2% fail, MET",
        "success_rate != control, 2% fail, 10% fail, MET",
        "error_rate <= control * 3, 2% fail, 10% fail, MET",
        "error_rate <= control * 3, 10% fail, 2% fail, VIOLATED",
        "p99 <= control + 50ms, good, good, MET",
        "p99 <= control + 50ms, slow, good, VIOLATED",
        "p99 <= control + 60ms, slow, good, MET",
        "p95 < control * 1.5, good, good, MET",
        "p95 < control * 1.5, slow, good, VIOLATED",
        "avg < control - 40ms, good, slow, MET",
        "max <= control, slow, good, VIOLATED",
        "rate >= control * 0.9, good, good, MET",
        // Too few of either slice.
        "success_rate >= control - 1%, few good, good, UNDECIDED",
        "success_rate <= control + 1%, good, few good, UNDECIDED",
        "p99 <= control + 50ms, few good, good, UNDECIDED",
        "success_rate >= control - 50% min_n 51, good, few good, UNDECIDED",
        "success_rate >= control - 50% min_n 50, good, few good, MET",
        // No data is never met.
        "success_rate >= control - 1%, good, nothing, UNDECIDED",
        "success_rate >= control - 1%, nothing, good, UNDECIDED",
        "success_rate >= control - 1%, nothing, nothing, UNDECIDED",
        "success_rate >= 0%, good, nothing, MET",
        // The client itself, in either slice.
        "success_rate >= control - 1%, shed late, good, UNDECIDED",
        "success_rate >= control - 1%, good, shed late, UNDECIDED",
        "success_rate >= control - 1%, 10% fail, shed late, UNDECIDED",
        "success_rate >= control - 1%, full, good, UNDECIDED",
        "success_rate >= control - 1%, 10% fail, full, UNDECIDED",
        "p99 <= control + 50ms, late, good, UNDECIDED",
        "p99 <= control + 5ms, slow, late, UNDECIDED",
        "p99 <= control + 5ms, good, late, MET",
        "p99 < control - 40ms, good, late, UNDECIDED",
        "p99 <= control + 100ms, late, good, MET",
        // Where too many got no answer: worse than any control, and no control to compare with.
        "p99 <= control + 50ms, 2% unanswered, good, VIOLATED",
        "p99 > control + 50ms, 2% unanswered, good, MET",
        "p99 = control, 2% unanswered, good, VIOLATED",
        "p99 != control, 2% unanswered, good, MET",
        "p99 <= control + 50ms, 1.2% unanswered, good, UNDECIDED",
        "p95 <= control + 50ms, 2% unanswered, good, MET",
        "max <= control, 2% unanswered, good, VIOLATED",
        "avg <= control, 2% unanswered, good, VIOLATED",
        "p99 <= control + 50ms, good, 2% unanswered, UNDECIDED",
        "p99 <= control + 50ms, 2% unanswered, 2% unanswered, UNDECIDED",
        "p98.9 <= control, good, 1.2% unanswered, UNDECIDED",
        "p98.8 <= control + 1ms, good, 1.2% unanswered, MET",
        "p98.8 <= control + 1ms, 2% unanswered, 1.2% unanswered, UNDECIDED",
        // What found no place is counted in times, and not in the shares.
        "p95 <= control + 50ms, full, good, MET",
        "p95 <= control + 50ms, good, full, MET",
        "p99 <= control + 50ms, full, good, VIOLATED",
    })
    void judgesTheDifference(String text, String seen, String control, Ruling ruling) {
        ThresholdCheck check = check(text, seen, control);
        assertEquals(ruling, check.ruling(), check.because());
    }

    @Test
    void theSentenceNamesBothAndTheDifference() {
        ThresholdCheck check = check("success_rate >= control - 1%", "10% fail", "2% fail");
        assertEquals(
                "success_rate >= control - 1% (97.00%) does not hold: 90.00% measured, 98.00% in the control slice,"
                        + " difference -8.00%, 95% interval -9.21% to -6.83%, 3000 and 3000 samples",
                check.because());
        assertEquals("success_rate >= control - 1% (97.00%): 90.00%", check.brief());
        assertTrue(check("p95 < control * 1.5", "good", "slow")
                .because()
                .contains("5.0ms measured, 60.0ms times 1.5 in the control slice, difference -85.0ms"));
        assertEquals(
                "p95 < control is undecided: no data in the control slice",
                check("p95 < control", "good", "nothing").because());
        assertTrue(check("p95 < control", "good", "shed late")
                .because()
                .contains("is undecided: in the control slice the client itself was late"));
    }

    @Test
    void infiniteFiguresAreSaidInWords() {
        assertEquals(
                "p99 <= control + 50ms (55.0ms) does not hold: more than 1% of 3000 got no answer, 5.0ms in the control"
                        + " slice, 3000 and 3000 samples",
                check("p99 <= control + 50ms", "2% unanswered", "good").because());
        assertEquals(
                "p99 <= control is undecided: in the control slice more than 1% of 3000 got no answer",
                check("p99 <= control", "good", "2% unanswered").because());
        assertTrue(check("p98.8 <= control + 1ms", "good", "1.2% unanswered")
                .because()
                .contains("difference 0.0ms, 95% interval up to 0.0ms"));
        assertEquals(
                "avg < control (5.0ms) does not hold: not all of 3000 got an answer, so that there is no mean, 5.0ms in"
                        + " the control slice, 3000 and 3000 samples",
                check("avg < control", "2% unanswered", "good").because());
    }

    @Test
    void atFaceValueTheFiguresAloneDecide() {
        Reference reference = new Reference(new Tallies().seen(), ExpectedShare.UNKNOWN, slice("good"));
        ThresholdCheck check =
                Threshold.of("success_rate >= control - 2%").judgeAtFaceValue(slice("2% fail"), reference);
        assertEquals(Ruling.MET, check.ruling(), check.because());
        check = Threshold.of("success_rate >= control - 1.9%").judgeAtFaceValue(slice("2% fail"), reference);
        assertEquals(Ruling.VIOLATED, check.ruling(), check.because());
    }
}
