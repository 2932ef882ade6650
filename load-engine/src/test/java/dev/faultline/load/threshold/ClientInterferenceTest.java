package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a ruling when the client itself did not keep up. */
class ClientInterferenceTest {

    private static final int RATE = 500;

    /** What was seen by name. Ten seconds at 500/s; a target of 5 ms unless it says otherwise. */
    private static final Map<String, TimedTally> WORLDS = Map.of(
            "healthy", new Tallies().ok(5_000, 5).seen(),
            "slow", new Tallies().ok(5_000, 300).seen(),
            // As late as the target is slow.
            "late", new Tallies().late(5_000, 205, 200).seen(),
            "late and slow", new Tallies().late(5_000, 600, 200).seen(),
            // The late and the slow are not the same.
            "late or slow",
                    new Tallies()
                            .ok(4_850, 5)
                            .late(75, 505, 500)
                            .late(75, 505, 0)
                            .seen(),
            // 1 s of pause: 250 ms are sent late, 750 ms are shed, what was under way ends a second late.
            "paused", paused(250).seen(),
            // The same where all that is late is sent.
            "paused, nothing shed", paused(1_000).seen(),
            "shed late", new Tallies().ok(9_895, 5).shed(105, ShedReason.LATE).seen(),
            "shed few late",
                    new Tallies().ok(9_905, 5).shed(95, ShedReason.LATE).seen(),
            "full", new Tallies().ok(4_000, 300).shed(1_000, ShedReason.FULL).seen());

    /** Those that lack answers, too. */
    private static final Map<String, TimedTally> UNANSWERED = Map.of(
            // As many timed out as were sent late: the client may have stood still when their time was up.
            "late and timed out",
                    new Tallies()
                            .ok(4_700, 5)
                            .late(150, 205, 200)
                            .unanswered(150, ResultClass.TIMEOUT)
                            .seen(),
            // More than that were the target's own.
            "late, more timed out",
                    new Tallies()
                            .ok(4_500, 5)
                            .late(150, 205, 200)
                            .unanswered(350, ResultClass.TIMEOUT)
                            .seen(),
            "one unaccounted", new Tallies().ok(5_000, 5).unaccounted(1).seen(),
            // Nobody refuses since a client is late.
            "late and refused",
                    new Tallies()
                            .ok(4_700, 5)
                            .late(150, 205, 200)
                            .unanswered(150, ResultClass.REFUSED)
                            .seen());

    private static Tallies paused(int maxLagMillis) {
        Tallies tallies = new Tallies().ok(RATE * 9 - 3, 5).ok(3, 1_003);
        for (int i = 0; i < RATE; i++) {
            double lag = 1_000.0 * i / RATE;
            if (lag > maxLagMillis) {
                tallies.shed(1, ShedReason.LATE);
            } else {
                tallies.late(1, lag + 5, lag);
            }
        }
        return tallies;
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "healthy, p99 < 100ms, MET",
        "healthy, p99 < 4ms, VIOLATED",
        // A time that is met stays met.
        "late, p99 < 300ms, MET",
        "late, max < 300ms, MET",
        "late, avg < 300ms, MET",
        "paused nothing shed, p50 < 100ms, MET",
        // What is violated must be so without the lag.
        "late, p99 < 100ms, UNDECIDED",
        "late, max < 100ms, UNDECIDED",
        "late, avg < 100ms, UNDECIDED",
        "late and slow, p99 < 300ms, VIOLATED",
        "late and slow, max < 300ms, VIOLATED",
        "late and slow, avg < 300ms, VIOLATED",
        "late and slow, p99 < 500ms, UNDECIDED",
        "late or slow, p99 < 100ms, UNDECIDED",
        "late or slow, p99.9 < 100ms, VIOLATED",
        // Lateness can make a time look long enough, but not too short.
        "late, min > 100ms, UNDECIDED",
        "late, min > 300ms, VIOLATED",
        // It does not change who answered and how.
        "late, success_rate >= 99%, MET",
        "late, error_rate > 1%, VIOLATED",
        // Too much is missing to say anything.
        "shed late, success_rate >= 99%, UNDECIDED",
        "shed late, p99 < 100ms, UNDECIDED",
        "shed late, p50 < 1ms, UNDECIDED",
        "shed few late, success_rate >= 99%, MET",
        "shed few late, p95 < 100ms, MET",
        "shed few late, p95 of backend < 100ms, MET",
        "shed few late, p50 < 1ms, VIOLATED",
        // That these got no answer is the client's fault.
        "shed few late, p99.5 < 100ms, UNDECIDED",
        "shed few late, max < 100ms, UNDECIDED",
        "shed few late, avg < 100ms, UNDECIDED",
        "shed few late, max > 100ms, UNDECIDED",
        "shed few late, max of backend < 100ms, MET",
        "late and timed out, p99 < 100ms, UNDECIDED",
        "late and timed out, max < 400ms, UNDECIDED",
        "'late, more timed out', p99 < 100ms, VIOLATED",
        "late and refused, p99 < 100ms, VIOLATED",
        "late and refused, avg < 400ms, VIOLATED",
        // What is missing was bad.
        "full, success_rate >= 99%, UNDECIDED",
        "full, p50 of backend < 400ms, UNDECIDED",
        "full, p50 of backend < 200ms, VIOLATED",
        // Where it counts as never answered, nothing is missing.
        "full, p50 < 400ms, MET",
        "full, p50 of requests < 400ms, MET",
        "full, p50 < 200ms, VIOLATED",
        "full, p90 < 400ms, VIOLATED",
        "full, p90 of requests < 400ms, VIOLATED",
        "full, max < 400ms, VIOLATED",
        "full, avg < 400ms, VIOLATED",
        // What is shed is what these speak of.
        "full, share of shed < 5%, VIOLATED",
        "full, share of shed < 50%, MET",
        "shed late, dropped_iterations: count < 10, VIOLATED",
        "shed late, rate of shed < 100, MET",
        // Of what a lost sender had sent nobody knows anything, be it one arrival.
        "one unaccounted, success_rate >= 99%, UNDECIDED",
        "one unaccounted, p50 < 400ms, UNDECIDED",
        "one unaccounted, p50 < 1ms, UNDECIDED",
        "one unaccounted, share of shed < 50%, UNDECIDED",
    })
    void leavesWhatStands(String world, String text, Ruling ruling) {
        String name = world.equals("paused nothing shed") ? "paused, nothing shed" : world;
        TimedTally seen = WORLDS.getOrDefault(name, UNANSWERED.get(name));
        assertTrue(seen != null, world);
        ThresholdCheck check = Threshold.of(text).judge(seen, Reference.none());
        assertEquals(ruling, check.ruling(), check.because());
        // Exact or by interval, the client's health is the same; these samples are many.
        ThresholdCheck atFaceValue = Threshold.of(text).judgeAtFaceValue(seen, Reference.none());
        assertEquals(ruling, atFaceValue.ruling(), atFaceValue.because());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "paused, p99 < 100ms",
        "paused, p99.9 < 100ms",
        "paused, max < 100ms",
        "paused, avg < 6ms",
        "nothing shed, p95 < 10ms",
        "nothing shed, p99 < 10ms",
        "nothing shed, p99.9 < 100ms",
        "nothing shed, max < 100ms",
        "nothing shed, avg < 20ms",
    })
    void aPausedClientChargesNothingToTheTarget(String world, String text) {
        TimedTally seen = WORLDS.get(world.equals("paused") ? world : "paused, " + world);
        assertTrue(seen != null, world);
        for (ThresholdCheck check : new ThresholdCheck[] {
            Threshold.of(text).judge(seen, Reference.none()),
            Threshold.of(text).judgeAtFaceValue(seen, Reference.none())
        }) {
            assertEquals(Ruling.UNDECIDED, check.ruling(), check.because());
            assertTrue(check.because().contains("the client itself was late"), check.because());
        }
    }

    /** In ten minutes a second is next to nothing, but not to an extreme. */
    @Test
    void inALongWindowTheMaximumIsStillTheClients() {
        Tallies tallies = paused(250).ok(RATE * 590, 5);
        ThresholdCheck max = Threshold.of("max < 100ms").judge(tallies.seen(), Reference.none());
        assertEquals(Ruling.UNDECIDED, max.ruling(), max.because());
        ThresholdCheck p99 = Threshold.of("p99 < 100ms").judge(tallies.seen(), Reference.none());
        assertEquals(Ruling.MET, p99.ruling(), p99.because());
        ThresholdCheck tooSlow = Threshold.of("p99 < 4ms").judge(tallies.seen(), Reference.none());
        assertEquals(Ruling.VIOLATED, tooSlow.ruling(), tooSlow.because());
    }

    /** What is missing of the tail is a larger part of a thinner tail; where all is counted, nothing is missing. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "p99 of ok < 1s, MET",
        "p99.9 of ok < 1s, UNDECIDED",
        "max of ok < 1s, UNDECIDED",
        "p99 < 1s, MET",
        "p99.9 < 1s, MET",
        "max < 1s, VIOLATED",
    })
    void aFullClientLeavesTheTailOpenFirst(String text, Ruling ruling) {
        TimedTally seen = new Tallies().ok(99_950, 5).shed(50, ShedReason.FULL).seen();
        ThresholdCheck check = Threshold.of(text).judge(seen, Reference.none());
        assertEquals(ruling, check.ruling(), check.because());
    }

    @Test
    void itIsSaidWhatIsLeftWithoutTheClientsOwnFault() {
        TimedTally seen = WORLDS.get("shed few late");
        assertTrue(seen != null);
        assertEquals(
                "max < 100ms is undecided: the client itself was late, by 0ms at p99 and 0ms at most, and never sent 95"
                        + " of the arrivals; without that it is: 5.0ms",
                Threshold.of("max < 100ms").judge(seen, Reference.none()).because());
    }
}
