package dev.faultline.load.senders;

import static dev.faultline.load.senders.Fleet.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.LoadControl.Recording;
import dev.faultline.load.measure.ClientValidity;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.senders.Fleet.Arrival;
import dev.faultline.load.senders.Fleet.Sim;
import dev.faultline.load.senders.Member.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatorTest {

    private static final String CONSTANT = "'rate':300,'seed':5";
    private static final String POISSON = "'rate':300,'arrival':'poisson','seed':5";

    /** What one sender alone sends of that load, by their numbers and from its beginning. */
    private static List<Arrival> alone(String plan, double seconds) {
        Fleet one = new Fleet(1);
        one.start(plan);
        one.run(seconds);
        return sorted(one.arrivals);
    }

    private static List<Arrival> sorted(List<Arrival> arrivals) {
        return arrivals.stream()
                .sorted(java.util.Comparator.comparingLong(Arrival::number))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {CONSTANT, POISSON})
    void whatSeveralSendIsWhatOneSendsToTheNanosecond(String plan) {
        Fleet three = new Fleet(3);
        three.start(plan + ",'duration':'8s'");
        three.run(12);
        List<Arrival> expected = alone(plan + ",'duration':'8s'", 12);
        List<Arrival> seen = sorted(three.arrivals);
        assertEquals(numbers(expected), numbers(seen));
        for (int i = 0; i < seen.size(); i++) {
            // A sender wakes up at most every 600 microseconds.
            assertTrue(Math.abs(expected.get(i).at() - seen.get(i).at()) <= 600_000, seen.get(i)::toString);
        }
        assertEquals(3, seen.stream().map(Arrival::sender).distinct().count());
        assertEquals(seen.size(), three.sum().sent());
        assertEquals(0, three.sum().unaccounted());
        assertNull(three.coordinator.plan());
    }

    private static List<Long> numbers(List<Arrival> arrivals) {
        return arrivals.stream().map(Arrival::number).toList();
    }

    @Test
    void aChangedLoadGoesOnWhereTheOneBeforeHasStopped() {
        Fleet fleet = new Fleet(4);
        fleet.start(POISSON);
        fleet.run(3.3);
        fleet.start("'rate':900,'arrival':'poisson','seed':5");
        fleet.start("'rate':100,'arrival':'poisson','seed':6");
        fleet.run(5);
        fleet.stop();
        fleet.run(3);
        List<Long> numbers = numbers(sorted(fleet.arrivals));
        // One after the other, whoever sent it: none is missing and none is sent twice.
        assertEquals(LongStream.range(0, numbers.size()).boxed().toList(), numbers);
        assertEquals(numbers.size(), fleet.sum().sent());
        assertEquals(0, fleet.sum().unaccounted());
    }

    @Test
    void aLoadThatIsToBeginLaterTakesOverThen() {
        Fleet fleet = new Fleet(3);
        fleet.start(CONSTANT);
        fleet.run(2);
        CompletableFuture<Recording> recording = fleet.coordinator.startRecorded(
                Fleet.plan("'rate':1000"), fleet.wall(7 * SECOND).instant());
        fleet.run(10);
        assertTrue(recording.isDone());
        List<Long> numbers = numbers(sorted(fleet.arrivals));
        assertEquals(LongStream.range(0, numbers.size()).boxed().toList(), numbers);
        assertEquals(300, inSecondFrom(fleet, 7.9), 2);
        assertEquals(1_000, inSecondFrom(fleet, 9.1), 2);
    }

    private static double inSecondFrom(Fleet fleet, double from) {
        return fleet.arrivals.stream()
                .filter(each -> each.at() >= from * SECOND && each.at() < (from + 1) * SECOND)
                .count();
    }

    @Test
    void callersOfAClosedLoopAreSharedOut() {
        Fleet fleet = new Fleet(3);
        fleet.start("'concurrency':10");
        fleet.run(4);
        assertEquals(10, fleet.senders.values().stream().mapToInt(Sim::inFlight).sum());
        fleet.sender("s2").kill();
        fleet.run(4);
        assertEquals(
                10,
                fleet.senders.values().stream()
                        .filter(sim -> !sim.dead)
                        .mapToInt(Sim::inFlight)
                        .sum());
        assertTrue(fleet.sum().unaccounted() > 0);
    }

    @Test
    void recordingsHoldWhatWasDueMeanwhile() {
        Fleet fleet = new Fleet(3);
        CompletableFuture<Recording> recording = fleet.coordinator.startRecorded(Fleet.plan(CONSTANT));
        fleet.run(1.5);
        Recording later = fleet.coordinator.record();
        fleet.run(2);
        CompletableFuture<Tally> second = later.stop();
        fleet.run(1);
        fleet.stop();
        CompletableFuture<Tally> all = recording.join().stop();
        fleet.run(1);
        assertEquals(fleet.arrivals.size(), all.join().sent());
        // Each sender hears of the two ends a few milliseconds later.
        assertEquals(600, (double) second.join().sent(), 3);
    }

    @Test
    void whoDiesIsReplacedFromAnArrivalOn() {
        Fleet fleet = new Fleet(3);
        fleet.start(CONSTANT);
        Recording recording = fleet.coordinator.record();
        fleet.run(5);
        fleet.sender("s2").kill();
        long killed = fleet.loop.nanoTime();
        fleet.run(8);
        CompletableFuture<Tally> recorded = recording.stop();
        fleet.run(2);
        fleet.stop();
        fleet.run(2);
        List<Long> numbers = numbers(sorted(fleet.arrivals));
        assertEquals(numbers.size(), new HashSet<>(numbers).size());
        long last = numbers.get(numbers.size() - 1);
        Set<Long> sent = new HashSet<>(numbers);
        List<Long> missing = LongStream.rangeClosed(0, last)
                .filter(number -> !sent.contains(number))
                .boxed()
                .toList();
        // A third of what was due in the two seconds and a bit after its death.
        assertTrue(missing.size() <= 100 * 2.5, missing::toString);
        missing.forEach(number -> assertEquals(1, number % 3));
        Tally sum = fleet.sum();
        // All that is missing is named, and besides what it had sent and not told: a second of its part.
        assertTrue(
                sum.unaccounted() >= missing.size() && sum.unaccounted() <= missing.size() + 100 * 1.3,
                sum.unaccounted() + " " + missing.size());
        assertEquals(last + 1, sum.settled() + sum.unaccounted());
        assertEquals(State.LOST, status(fleet, "s2").state());
        assertTrue(recorded.join().unaccounted() > 0);
        assertFalse(ClientValidity.of(recorded.join()).valid());
        // Two seconds later everything is as before.
        long quiet = fleet.arrivals.stream()
                .filter(each -> each.at() > killed + 3 * SECOND && each.at() <= killed + 8 * SECOND)
                .count();
        assertEquals(1_500, (double) quiet, 2);
        assertTrue(fleet.windows.stream()
                        .filter(window -> window.tally().unaccounted() > 0)
                        .count()
                == 1);
    }

    private static SenderStatus status(Fleet fleet, String name) {
        return fleet.coordinator.senders().stream()
                .filter(each -> each.address().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Kills, stops of a few seconds and new processes at random: whatever happens, nothing is sent twice and none too fast. */
    @Test
    void nothingIsSentTwiceWhateverBecomesOfSenders() {
        for (int run = 0; run < 20; run++) {
            // Where late arrivals are sent all the same, none is twice for being too late to show.
            boolean patient = run % 3 == 0;
            Fleet fleet = new Fleet(3, patient ? Duration.ofSeconds(10) : Duration.ofMillis(250));
            for (int burn = 0; burn < run; burn++) {
                fleet.random.nextInt();
            }
            fleet.start(run % 2 == 0 ? CONSTANT : POISSON);
            fleet.run(3);
            List<String> story = new ArrayList<>();
            for (int event = 0; event < 6; event++) {
                List<String> names = List.copyOf(fleet.senders.keySet());
                String name = names.get(fleet.random.nextInt(names.size()));
                Sim sim = fleet.sender(name);
                int what = fleet.random.nextInt(4);
                story.add(what + ":");
                switch (what) {
                    case 0 -> sim.kill();
                    case 1 -> sim.stopFor(5 * SECOND);
                    case 2 -> sim.stopFor(fleet.random.nextLong(2 * SECOND));
                    default -> fleet.senders.put(name, fleet.new Sim(name));
                }
                if (fleet.random.nextInt(4) == 0) {
                    fleet.latency = fleet.random.nextLong(1, 300) * Fleet.MILLI;
                }
                story.add(name + " at " + fleet.loop.nanoTime() / 1e9 + ", latency " + fleet.latency);
                fleet.run(fleet.random.nextDouble(0.2, 6));
            }
            fleet.run(10);
            Map<Long, Arrival> byNumber = new HashMap<>();
            for (Arrival each : fleet.arrivals) {
                Arrival before = byNumber.put(each.number(), each);
                assertNull(before, () -> each + " too, " + story);
            }
            if (!patient) {
                assertNeverTooFast(fleet, run % 2 == 0 ? 303 : 400, story);
            }
        }
    }

    private static void assertNeverTooFast(Fleet fleet, int most, List<String> story) {
        List<Long> times = fleet.arrivals.stream().map(Arrival::at).sorted().toList();
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) > SECOND) {
                from++;
            }
            // What was due in the quarter of a second before a process went on is sent then.
            int sent = to - from + 1;
            assertTrue(sent <= most + 25, () -> sent + " in a second: " + story);
        }
    }

    @Test
    void whoComesLaterGetsItsPartWithoutABurst() {
        Fleet fleet = new Fleet(1);
        fleet.start(CONSTANT);
        fleet.run(5);
        fleet.senders.put("s2", fleet.new Sim("s2"));
        fleet.run(5);
        fleet.stop();
        fleet.run(3);
        List<Long> numbers = numbers(sorted(fleet.arrivals));
        assertEquals(LongStream.range(0, numbers.size()).boxed().toList(), numbers);
        assertEquals(0, fleet.sum().unaccounted());
        assertEquals(0, fleet.sum().count(ShedReason.LATE));
        long its = fleet.arrivals.stream()
                .filter(each -> each.sender().equals("s2"))
                .count();
        assertTrue(its > 500, () -> "s2 sent " + its);
    }

    @Test
    void whoLeavesInOrderLosesNothing() {
        Fleet fleet = new Fleet(2);
        fleet.start(CONSTANT);
        Recording recording = fleet.coordinator.record();
        fleet.run(4);
        CompletableFuture<Void> left = fleet.sender("s1").agent.leave();
        fleet.run(4);
        assertTrue(left.isDone());
        fleet.sender("s1").kill();
        fleet.run(4);
        CompletableFuture<Tally> recorded = recording.stop();
        fleet.stop();
        fleet.run(3);
        List<Long> numbers = numbers(sorted(fleet.arrivals));
        assertEquals(LongStream.range(0, numbers.size()).boxed().toList(), numbers);
        assertEquals(numbers.size(), fleet.sum().sent());
        assertEquals(0, fleet.sum().unaccounted());
        assertEquals(0, recorded.join().unaccounted());
        // It was stopped some milliseconds before the load was.
        assertEquals(numbers.size(), (double) recorded.join().sent(), 3);
    }

    @Test
    void whoLosesTheCoordinatorFallsSilentWithinASecond() {
        Fleet fleet = new Fleet(2);
        fleet.start(CONSTANT);
        fleet.run(4);
        fleet.latency = 1_000 * SECOND;
        long cut = fleet.loop.nanoTime();
        fleet.run(20);
        long last = fleet.arrivals.stream().mapToLong(Arrival::at).max().orElseThrow();
        assertTrue(last - cut <= Coordinator.LEAD.toNanos() + 2 * Fleet.MILLI, () -> "silent after " + (last - cut));
        assertEquals(java.util.Optional.empty(), fleet.sender("s1").agent.coordinator());
    }

    @ParameterizedTest
    @CsvSource({"200, SENDING", "-200, SENDING", "260, REFUSED", "-260, REFUSED", "86400000, REFUSED"})
    void aClockThatIsOffIsMeasuredAndRefusedBeyondABound(long millis, State state) {
        Fleet fleet = new Fleet(2);
        fleet.sender("s2").clockOffset = millis * Fleet.MILLI;
        fleet.run(3);
        SenderStatus status = status(fleet, "s2");
        assertEquals(state, status.state());
        Double offset = status.clockOffsetMillis();
        assertNotNull(offset);
        assertEquals((double) millis, offset, 3);
        if (state == State.REFUSED) {
            assertNotNull(status.reason());
            assertTrue(status.reason().contains("clock"), status.reason());
        }
    }

    @Test
    void ofTwoCoordinatorsTheOneWithTheHigherTermIsFollowed() {
        Fleet fleet = new Fleet(2);
        fleet.start(CONSTANT);
        fleet.run(3);
        List<Window> later = new ArrayList<>();
        Coordinator second = fleet.coordinator("c2", 2, later);
        LoadPlan plan = Fleet.plan("'rate':50,'seed':8");
        assertNotNull(second.start(plan));
        fleet.run(5);
        int before = fleet.arrivals.size();
        fleet.run(2);
        assertEquals(100, fleet.arrivals.size() - before, 1);
        assertEquals(State.REFUSED, status(fleet, "s1").state());
        assertEquals("this sender is led by c2", status(fleet, "s1").reason());
    }

    @Test
    void aPauseIsOneOfAll() {
        Fleet fleet = new Fleet(3);
        fleet.start(CONSTANT);
        fleet.run(3);
        assertNotNull(fleet.coordinator.pause());
        fleet.run(0.1);
        int before = fleet.arrivals.size();
        fleet.run(5);
        assertEquals(before, fleet.arrivals.size());
        assertNotNull(fleet.coordinator.resume());
        fleet.run(3);
        fleet.stop();
        fleet.run(2);
        List<Long> numbers = numbers(sorted(fleet.arrivals));
        assertEquals(LongStream.range(0, numbers.size()).boxed().toList(), numbers);
        assertEquals(0, fleet.sum().count(ShedReason.LATE));
    }

    @Test
    void withoutSendersArrivalsAreNotLostWithoutAWord() {
        Fleet fleet = new Fleet(0);
        fleet.start(CONSTANT);
        fleet.run(10);
        assertEquals(0, fleet.arrivals.size());
        assertTrue(fleet.sum().unaccounted() > 300 * 5);
        fleet.senders.put("s1", fleet.new Sim("s1"));
        fleet.run(10);
        assertTrue(fleet.arrivals.size() > 300 * 7);
    }
}
