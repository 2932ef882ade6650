package dev.faultline.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.LoadRecorder.Collector;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.plan.Transport.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The whole client but for the wire, on a clock of the test. */
class DriverTest extends Simulation {

    /** The integral is 50 + 500 + 50; each gap is that of the rate it lies in. */
    @Test
    void aRateThatIsChangedWhileItRunsMakesNeitherAGapNorABurst() {
        start(open(50));
        loop.runUntil(SECOND);
        start(open(500));
        loop.runUntil(2 * SECOND);
        start(open(50));
        loop.runUntil(3 * SECOND);
        assertEquals(600, sender.intended.size(), 1);
        for (int i = 1; i < sender.intended.size(); i++) {
            long gap = sender.intended.get(i) - sender.intended.get(i - 1);
            assertTrue(gap == 20 * MILLI || gap == 2 * MILLI, "gap " + gap + " at " + i);
        }
    }

    /** More often than the sender wakes up, and between rates that share wake-ups: nothing is lost between plans. */
    @Test
    void aRateThatIsChangedAllTheTimeLosesNothing() {
        sender.takes = now -> 10_000;
        double asked = 0;
        long step = 130_000;
        for (int i = 0; i < 10_000; i++) {
            double rate = i % 3 == 0 ? 20_000 : 5_000;
            start(open(rate));
            loop.runUntil(loop.nanoTime() + step);
            asked += rate * step / SECOND;
        }
        about(Math.round(asked), soFar().arrivals(), 1 + Math.round(20_000.0 * step / SECOND));
    }

    @Test
    void latencyCountsFromTheIntendedTimeAndLagIsTheClientsOwn() {
        start(open(10));
        loop.runUntil(SECOND + MILLI);
        assertEquals(1, soFar().select(Scope.ATTEMPTS).latency().max(), 0.002);
        assertEquals(0, soFar().lag().max(), 0.001);
        // A stop of 180 ms across the next arrival, due 99 ms from now: it is sent 81 ms late, and takes 1 ms.
        loop.pause(180 * MILLI);
        loop.runUntil(loop.nanoTime() + 10 * MILLI);
        assertEquals(81, soFar().lag().max(), 0.1);
        assertEquals(82, soFar().select(Scope.ATTEMPTS).latency().max(), 0.1);
        assertEquals(1, soFar().service().max(), 0.002);
    }

    /** At 1,000/s a second of standstill makes 1,000 arrivals late: 750 by too much. Nothing is sent twice or forgotten. */
    @Test
    void whatTheClientSleptThroughIsShedAsLate() {
        start(open(1_000));
        loop.runUntil(SECOND);
        loop.pause(SECOND);
        loop.runUntil(3 * SECOND);
        Tally tally = soFar();
        about(3_000, tally.arrivals(), 1);
        about(750, tally.count(ShedReason.LATE), 1);
        // Of the 251 that could still be sent at once, 100 had a place.
        about(151, tally.count(ShedReason.FULL), 1);
        assertEquals(tally.arrivals() - tally.count(ResultClass.SHED), sender.attempts);
        assertEquals(250, tally.lag().max(), 1);
    }

    @Test
    void whatDoesNotFitInFlightIsShedAndNeverSentLater() {
        sender.takes = now -> 10 * SECOND;
        start(open(1_000));
        loop.runUntil(SECOND);
        assertEquals(100, sender.attempts);
        about(900, soFar().count(ShedReason.FULL), 1);
        assertEquals(100, driver.inFlight());
        // Another plan is no way around the bound.
        start(open(2_000));
        loop.runUntil(2 * SECOND);
        assertEquals(100, sender.attempts);
        driver.stop();
        loop.runUntil(30 * SECOND);
        assertEquals(0, driver.inFlight());
    }

    @Test
    void aPlanEndsWithItsDuration() {
        start(plan(Demand.of(10, Arrival.CONSTANT), Duration.ofSeconds(1), null));
        loop.runUntil(SECOND - MILLI);
        assertEquals(10, driver.rate());
        loop.runUntil(SECOND + MILLI);
        assertNull(driver.plan());
        assertEquals(0, driver.rate());
        loop.runUntil(5 * SECOND);
        assertEquals(10, sender.attempts);
        assertEquals(1, sender.closed);
    }

    /** The mean of 100 ms of answers: a stall of 1 s in each 10 s, 500/s. What the theory says is exact here. */
    @Test
    void aStallIsChargedForAllThatWouldHaveWaited() {
        sender.takes = now -> {
            long inCycle = now % (10 * SECOND);
            return inCycle < SECOND ? SECOND - inCycle : 100_000;
        };
        LoadPlan plan = LoadPlan.of(
                TARGET,
                Demand.of(500, Arrival.CONSTANT),
                Duration.ofSeconds(40),
                new Transport(Protocol.HTTP1, 1, null, 1_000, Duration.ofSeconds(5)));
        start(plan);
        loop.runUntil(60 * SECOND);
        Tally tally = soFar();
        var latency = tally.select(Scope.ATTEMPTS).latency();
        about(20_000, tally.sent(), 1);
        assertEquals(500, latency.percentile(95), 2.5);
        assertEquals(900, latency.percentile(99), 2.5);
        assertEquals(50.1, latency.mean(), 0.2);
        assertEquals(500, sender.mostUnderWay, 1);
    }

    @Test
    void aClosedLoopKeepsItsCallersBusy() {
        sender.takes = now -> 10 * MILLI;
        start(closed(8));
        loop.runUntil(SECOND);
        assertEquals(8, sender.mostUnderWay);
        assertEquals(800, sender.attempts, 8);
        assertEquals(0, driver.rate());
        assertEquals(0, soFar().lag().max(), 0.001);
        driver.stop();
        loop.runUntil(2 * SECOND);
        assertEquals(0, driver.inFlight());
    }

    @Test
    void callersWhoCannotConnectDoNotCallInALoop() {
        sender.result = () -> Result.unanswered(ResultClass.REFUSED);
        sender.takes = now -> 0;
        start(closed(8));
        loop.runUntil(SECOND);
        assertTrue(sender.attempts <= 8 * 11, "attempts " + sender.attempts);
    }

    @Test
    void fromAnOpenLoopToAClosedOneAndBack() {
        start(open(100));
        loop.runUntil(SECOND);
        start(closed(1));
        loop.runUntil(2 * SECOND);
        assertEquals(1_100, sender.attempts, 5);
        start(open(100));
        loop.runUntil(3 * SECOND);
        assertEquals(1_200, sender.attempts, 5);
    }

    @Test
    void aMixIsDrawnByItsWeights() {
        RequestSpec rare = new RequestSpec(null, 1, "GET", "/rare", Map.of(), null, null, null, null);
        RequestSpec never = new RequestSpec(null, 0, "GET", "/never", Map.of(), null, null, null, null);
        RequestSpec often = new RequestSpec(null, 3, "GET", "/often", Map.of(), null, null, null, null);
        LoadPlan plan = new LoadPlan(
                TARGET,
                Demand.of(1_000, Arrival.CONSTANT),
                null,
                3L,
                List.of(rare, never, often),
                Transport.STANDARD,
                null,
                null);
        start(plan);
        loop.runUntil(10 * SECOND);
        long rares = sender.kinds.stream().filter(kind -> kind == 0).count();
        // Four standard deviations of a binomial, the seed is fixed.
        about(2_500, rares, (long) (4 * Math.sqrt(10_000 * 0.25 * 0.75)));
        assertFalse(sender.kinds.contains(1));
    }

    @Test
    void theRequestsOfAMixAreRecordedByName() {
        LoadPlan plan = new LoadPlan(
                TARGET,
                Demand.of(100, Arrival.CONSTANT),
                null,
                3L,
                List.of(
                        new RequestSpec("cart", 1, "GET", "/a", Map.of(), null, null, null, null),
                        new RequestSpec("cart", 1, "GET", "/b", Map.of(), null, null, null, null),
                        new RequestSpec(null, 1, "POST", "/c?id=1", Map.of(), null, null, null, null)),
                Transport.STANDARD,
                null,
                null);
        Collector collector = new Collector();
        recorder.start(collector);
        start(plan);
        loop.runUntil(10 * SECOND);
        driver.stop();
        recorder.stop(collector);
        loop.runUntil(11 * SECOND);
        Tally tally = collector.done().join();
        assertEquals(Set.of("cart", "POST /c"), tally.names());
        assertEquals(tally.names(), soFar().names());
        long posts = sender.kinds.stream().filter(kind -> kind == 2).count();
        assertEquals(posts, tally.count(new Scope.Named("POST /c")));
        assertEquals(tally.sent() - posts, tally.count(new Scope.Named("cart")));
    }

    @Test
    void theSameSeedSendsTheSame() {
        LoadPlan poisson = plan(Demand.of(100, Arrival.POISSON), null, null);
        start(poisson);
        loop.runUntil(5 * SECOND);
        List<Long> first = List.copyOf(sender.intended);
        driver.stop();
        sender.intended.clear();
        start(poisson);
        loop.runUntil(10 * SECOND);
        List<Long> second =
                sender.intended.stream().map(due -> due - 5 * SECOND).toList();
        assertEquals(first, second.subList(0, first.size()));
    }

    @Test
    void recordingsOverlapAndHoldWhatWasDueInThem() {
        sender.takes = now -> 300 * MILLI;
        start(open(10));
        Collector all = new Collector();
        recorder.start(all);
        loop.runUntil(SECOND);
        Collector middle = new Collector();
        recorder.start(middle);
        loop.runUntil(2 * SECOND);
        recorder.stop(middle);
        assertFalse(middle.done().isDone(), "three are under way");
        loop.runUntil(3 * SECOND);
        recorder.stop(all);
        loop.runUntil(4 * SECOND);
        assertEquals(10, middle.done().join().sent());
        assertEquals(30, all.done().join().sent());
        assertEquals(30, all.done().join().arrivals());
    }

    @Test
    void nothingRecordedIsDoneAtOnce() {
        Collector collector = new Collector();
        recorder.start(collector);
        recorder.stop(collector);
        assertEquals(0, collector.done().join().sent());
    }

    /** Twenty a second for a day: as many as there must be, on time to the last. */
    @Test
    void aDayIsAsExactAsASecond() {
        sender.keepsList = false;
        start(open(20));
        for (int hour = 1; hour <= 24; hour++) {
            loop.runUntil(hour * 3_600L * SECOND + MILLI);
            assertEquals(72_000L * hour, sender.attempts);
        }
        assertEquals(0, soFar().lag().max(), 0.001);
        assertEquals(1_728_000, books.arrivals());
    }
}
