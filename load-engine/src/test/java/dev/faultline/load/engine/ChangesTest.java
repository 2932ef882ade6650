package dev.faultline.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.LoadRecorder.Collector;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One plan after another while the load runs: what chance had come to goes on, and nothing is lost in between. */
class ChangesTest extends Simulation {

    private static LoadPlan poisson(double rate, Long seed) {
        return new LoadPlan(
                TARGET,
                Demand.of(rate, Arrival.POISSON),
                null,
                seed,
                List.of(RequestSpec.GET),
                Transport.STANDARD,
                null,
                null);
    }

    private List<Long> gaps(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> sender.intended.get(i + 1) - sender.intended.get(i))
                .toList();
    }

    /** Four standard deviations of a Poisson count, the seed is fixed. */
    @ParameterizedTest(name = "changed every {0} ms")
    @ValueSource(longs = {1, 30, 700})
    void poissonArrivalsKeepTheirRateThroughChangesThatKeepTheSeed(long everyMillis) {
        LoadPlan plan = poisson(100, 3L);
        for (long now = 0; now < 100 * SECOND; now += everyMillis * MILLI) {
            start(plan);
            loop.runUntil(now + everyMillis * MILLI);
        }
        double asked = 100 * loop.nanoTime() / (double) SECOND;
        about(Math.round(asked), sender.attempts, (long) (4 * Math.sqrt(asked)));
    }

    /** To the same rate a change leaves what is left of the gap as it is: then it can't be seen at all. */
    @Test
    void aChangeThatChangesNothingCannotBeSeen() {
        start(poisson(100, 3L));
        loop.runUntil(20 * SECOND);
        List<Long> unchanged = List.copyOf(sender.intended);
        driver.stop();
        sender.intended.clear();
        for (int i = 0; i < 200; i++) {
            start(poisson(100, 3L));
            loop.runUntil(20 * SECOND + (i + 1L) * 100 * MILLI);
        }
        assertEquals(unchanged.size(), sender.intended.size());
        for (int i = 0; i < unchanged.size(); i++) {
            // Each change rounds to the nearest nanosecond.
            about(unchanged.get(i), sender.intended.get(i) - 20 * SECOND, 200);
        }
    }

    /** As if the clock had been stopped: the same requests, so much later, none shed, none late. */
    @ParameterizedTest(name = "{0}, paused {1} times")
    @CsvSource({"constant, 1", "constant, 7", "poisson, 1", "poisson, 7"})
    void aPauseShiftsWhatComesAfterIt(String arrival, int pauses) {
        LoadPlan plan = arrival.equals("poisson") ? poisson(100, 3L) : open(100);
        start(plan);
        loop.runUntil(20 * SECOND);
        List<Long> unpaused = List.copyOf(sender.intended);
        driver.stop();
        sender.intended.clear();
        long from = loop.nanoTime();
        start(plan);
        for (int i = 0; i < pauses; i++) {
            loop.runUntil(loop.nanoTime() + SECOND);
            driver.pause();
            driver.pause();
            int sent = sender.attempts;
            loop.runUntil(loop.nanoTime() + 6 * SECOND);
            driver.resume();
            assertEquals(0, driver.rate());
            loop.runUntil(loop.nanoTime() + 6 * SECOND);
            assertEquals(sent, sender.attempts, "somebody else still wants it quiet");
            driver.resume();
            assertEquals(100, driver.rate());
        }
        loop.runUntil(loop.nanoTime() + (20 - pauses) * SECOND);
        assertEquals(unpaused.size(), sender.intended.size());
        for (int i = 0; i < unpaused.size(); i++) {
            long due = unpaused.get(i);
            long before = Math.min(pauses, (due - 1) / SECOND);
            assertEquals(due + from + before * 12 * SECOND, sender.intended.get(i), "request " + i);
        }
        Tally all = soFar();
        assertEquals(0, all.count(ShedReason.LATE) + all.count(ShedReason.FULL));
        about(0, Math.round(all.lag().percentile(99)), 1);
    }

    @Test
    void aPlanThatIsPutDuringAPauseBeginsAfterIt() {
        start(open(100));
        loop.runUntil(SECOND);
        driver.pause();
        start(plan(Demand.of(50, Arrival.CONSTANT), Duration.ofSeconds(2), null));
        loop.runUntil(11 * SECOND);
        assertEquals(100, sender.attempts);
        driver.resume();
        loop.runUntil(20 * SECOND);
        assertEquals(200, sender.attempts);
        assertNull(driver.plan());
        assertEquals(0, soFar().count(ShedReason.LATE));
    }

    @Test
    void aClosedLoopPausesToo() {
        start(closed(3));
        loop.runUntil(SECOND);
        driver.pause();
        loop.runUntil(SECOND + 10 * MILLI);
        int sent = sender.attempts;
        assertEquals(0, driver.inFlight());
        loop.runUntil(9 * SECOND);
        assertEquals(sent, sender.attempts);
        driver.resume();
        loop.runUntil(10 * SECOND);
        about(2L * sent, sender.attempts, 10);
        assertEquals(3, sender.mostUnderWay);
    }

    /** Four standard deviations of a binomial, the seed is fixed. */
    @Test
    void aMixKeepsItsWeightsThroughChangesThatKeepTheSeed() {
        RequestSpec one = new RequestSpec(null, 1, "GET", "/one", Map.of(), null, null, null, null);
        RequestSpec other = new RequestSpec(null, 1, "GET", "/other", Map.of(), null, null, null, null);
        LoadPlan plan = new LoadPlan(
                TARGET, Demand.of(50, Arrival.CONSTANT), null, 3L, List.of(one, other), Transport.STANDARD, null, null);
        for (int i = 1; i <= 400; i++) {
            start(plan);
            loop.runUntil(i * 100L * MILLI);
        }
        long ones = sender.kinds.stream().filter(kind -> kind == 0).count();
        assertEquals(2_000, sender.attempts, 1);
        about(1_000, ones, (long) (4 * Math.sqrt(2_000 * 0.25)));
    }

    @Test
    void anotherSeedBeginsItsOwnSequence() {
        start(poisson(100, 8L));
        loop.runUntil(10 * SECOND);
        List<Long> fresh = gaps(0, 500);
        driver.stop();
        sender.intended.clear();
        start(poisson(100, 3L));
        loop.runUntil(20 * SECOND);
        int before = sender.intended.size();
        start(poisson(100, 8L));
        loop.runUntil(40 * SECOND);
        // The first arrival is what was left of the gap before; the gap after it is the first of the new sequence.
        List<Long> after = gaps(before, before + 500);
        assertTrue(Math.abs(sender.intended.get(before) - 20 * SECOND) < SECOND, "what was left");
        for (int i = 0; i < 499; i++) {
            about(fresh.get(i), after.get(i + 1), 2);
        }
        assertNotEquals(gaps(0, 500), after);
    }

    /** Connections are opened and books begun while the clock goes on: at 100/s none, one or three come due meanwhile. */
    @ParameterizedTest(name = "taken over at {0} us, which takes {1} us")
    @CsvSource({"1000000, 0", "1000500, 0", "1009999, 2", "1000500, 12000", "1009000, 2000", "1003000, 35000"})
    void aRecordedPlanHasAsManyArrivalsAsItAsksFor(long atMicros, long takesMicros) {
        start(plan(Demand.of(100, Arrival.CONSTANT), null, null));
        loop.runUntil(atMicros * 1_000);
        Collector collector = new Collector();
        driver.start(plan(Demand.of(100, Arrival.CONSTANT), Duration.ofSeconds(1), null), before -> {
            recorder.start(collector);
            loop.pause(takesMicros * 1_000);
            return sender;
        });
        loop.runUntil(5 * SECOND);
        recorder.stop(collector);
        Tally tally = collector.done().join();
        assertEquals(100, tally.arrivals());
        assertEquals(100, tally.sent());
        assertEquals(100 + atMicros / 10_000, sender.attempts);
        for (int i = 1; i < sender.intended.size(); i++) {
            about(10 * MILLI, sender.intended.get(i) - sender.intended.get(i - 1), 1);
        }
    }

    @Test
    void whatTheFirstOpeningTakesIsNoLateness() {
        driver.start(open(100), before -> {
            loop.pause(SECOND);
            return sender;
        });
        loop.runUntil(2 * SECOND + MILLI);
        assertEquals(100, sender.attempts);
        assertEquals(0, soFar().lag().max(), 0.001);
    }

    @Test
    void changesThatTakeTimeLoseNothing() {
        LoadPlan plan = plan(Demand.of(400, Arrival.CONSTANT), null, null);
        start(plan);
        for (int i = 1; i <= 1_000; i++) {
            driver.start(plan, before -> {
                loop.pause(9 * MILLI);
                return sender;
            });
            loop.runUntil(loop.nanoTime() + 100 * MILLI);
        }
        about(400 * loop.nanoTime() / SECOND, sender.attempts, 1);
    }
}
