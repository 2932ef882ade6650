package dev.faultline.load.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Shed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a ruling when the client itself did not keep up. */
class ClientHealthTest {

    private static final int RATE = 500;

    /** What was seen by name. Ten seconds at 500/s; a target of 5 ms unless it says otherwise. */
    private static final Map<String, Observation> WORLDS = Map.of(
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
            "shed late", new Tallies().ok(9_895, 5).shed(105, Shed.LATE).seen(),
            "shed few late", new Tallies().ok(9_905, 5).shed(95, Shed.LATE).seen(),
            "full", new Tallies().ok(4_000, 300).shed(1_000, Shed.FULL).seen());

    private static Tallies paused(int maxLagMillis) {
        Tallies tallies = new Tallies().ok(RATE * 9 - 3, 5).ok(3, 1_003);
        for (int i = 0; i < RATE; i++) {
            double lag = 1_000.0 * i / RATE;
            if (lag > maxLagMillis) {
                tallies.shed(1, Shed.LATE);
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
        "shed few late, p99 < 100ms, MET",
        "shed few late, p50 < 1ms, VIOLATED",
        // What is missing was bad.
        "full, success_rate >= 99%, UNDECIDED",
        "full, p50 < 400ms, UNDECIDED",
        "full, p50 < 200ms, VIOLATED",
        // What is shed is what these speak of.
        "full, share of shed < 5%, VIOLATED",
        "full, share of shed < 50%, MET",
        "shed late, dropped_iterations: count < 10, VIOLATED",
        "shed late, rate of shed < 100, MET",
    })
    void leavesWhatStands(String world, String text, Ruling ruling) {
        Observation seen = WORLDS.get(world.equals("paused nothing shed") ? "paused, nothing shed" : world);
        assertTrue(seen != null, world);
        Check check = Threshold.of(text).judge(seen, Reference.none());
        assertEquals(ruling, check.ruling(), check.because());
        // Exact or by interval, the client's health is the same; these samples are many.
        Check atFaceValue = Threshold.of(text).judgeAtFaceValue(seen, Reference.none());
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
        Observation seen = WORLDS.get(world.equals("paused") ? world : "paused, " + world);
        assertTrue(seen != null, world);
        for (Check check : new Check[] {
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
        Check max = Threshold.of("max < 100ms").judge(tallies.seen(), Reference.none());
        assertEquals(Ruling.UNDECIDED, max.ruling(), max.because());
        Check p99 = Threshold.of("p99 < 100ms").judge(tallies.seen(), Reference.none());
        assertEquals(Ruling.MET, p99.ruling(), p99.because());
        Check tooSlow = Threshold.of("p99 < 4ms").judge(tallies.seen(), Reference.none());
        assertEquals(Ruling.VIOLATED, tooSlow.ruling(), tooSlow.because());
    }

    /** What is missing of the tail is a larger part of a thinner tail. */
    @Test
    void aFullClientLeavesTheTailOpenFirst() {
        Observation seen = new Tallies().ok(99_950, 5).shed(50, Shed.FULL).seen();
        assertEquals(
                Ruling.MET,
                Threshold.of("p99 < 1s").judge(seen, Reference.none()).ruling());
        assertEquals(
                Ruling.UNDECIDED,
                Threshold.of("p99.9 < 1s").judge(seen, Reference.none()).ruling());
        assertEquals(
                Ruling.UNDECIDED,
                Threshold.of("max < 1s").judge(seen, Reference.none()).ruling());
    }
}
