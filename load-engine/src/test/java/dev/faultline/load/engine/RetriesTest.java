package dev.faultline.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.LoadRecorder.Collector;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.Retries;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repeated attempts: how many, when, and what is counted. */
class RetriesTest extends Simulation {

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFailedAttemptIsRepeatedUpToTheLimit(int limit) {
        sender.result = () -> FakeSender.BROKEN;
        Duration none = Duration.ZERO;
        start(plan(Demand.of(10, Arrival.CONSTANT), null, new Retries(limit, Percentage.ALL, none, none)));
        Collector collector = new Collector();
        recorder.start(collector);
        // The first requests have earned the budget for fewer than the limit.
        loop.runUntil(SECOND);
        recorder.stop(collector);
        loop.runUntil(2 * SECOND);
        Tally tally = collector.done().join();
        assertEquals(10, tally.count(Scope.REQUESTS));
        assertEquals(0, tally.succeeded(Scope.REQUESTS));
        assertEquals(10, tally.retries());
        assertEquals(20, tally.sent());
        assertEquals(limit == 1 ? 0 : 10, tally.retriesDenied());
    }

    @Test
    void aRetryThatSucceedsMakesTheRequestSucceed() {
        boolean[] fails = {false};
        sender.result = () -> {
            fails[0] = !fails[0];
            return fails[0] ? FakeSender.BROKEN : FakeSender.OK;
        };
        start(plan(
                Demand.of(10, Arrival.CONSTANT),
                null,
                new Retries(1, Percentage.ALL, Duration.ofMillis(40), Duration.ofMillis(40))));
        loop.runUntil(10 * SECOND + 50 * MILLI);
        Tally tally = soFar();
        assertEquals(100, tally.succeeded(Scope.REQUESTS));
        assertEquals(200, tally.sent());
        assertEquals(100, tally.succeeded(Scope.ATTEMPTS));
        // A request takes both attempts and the wait between, an attempt only itself.
        var request = tally.select(Scope.REQUESTS).latency();
        assertTrue(request.max() <= 42.1 && request.max() > 30, "longest " + request.max());
        assertEquals(1, tally.select(Scope.ATTEMPTS).latency().max(), 0.01);
    }

    /** What its first attempt was does not matter to a request. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLastAttemptSaysWhetherARequestWasAnswered(boolean last) {
        Result refused = Result.unanswered(ResultClass.REFUSED);
        boolean[] first = {false};
        sender.result = () -> {
            first[0] = !first[0];
            return first[0] == last ? refused : FakeSender.BROKEN;
        };
        Duration none = Duration.ZERO;
        start(plan(Demand.of(10, Arrival.CONSTANT), null, new Retries(1, Percentage.ALL, none, none)));
        Collector collector = new Collector();
        recorder.start(collector);
        loop.runUntil(SECOND);
        recorder.stop(collector);
        loop.runUntil(2 * SECOND);
        Tally tally = collector.done().join();
        assertEquals(10, tally.count(Scope.REQUESTS));
        assertEquals(last ? 0 : 10, tally.select(Scope.REQUESTS).unanswered());
        assertEquals(10, tally.select(Scope.ATTEMPTS).unanswered());
    }

    /** Everything fails at 100/s: of 1,000 requests a fifth is repeated, whatever the limit. */
    @Test
    void theBudgetBoundsRetriesToAShareOfTheRequests() {
        sender.result = () -> FakeSender.BROKEN;
        start(plan(
                Demand.of(100, Arrival.CONSTANT),
                null,
                new Retries(10, new Percentage(20), Duration.ZERO, Duration.ZERO)));
        loop.runUntil(10 * SECOND + 900 * MILLI);
        driver.stop();
        loop.runUntil(11 * SECOND);
        about(218, soFar().retries(), 1);
        assertEquals(1_090, soFar().count(Scope.REQUESTS));
        assertEquals(1_090 + soFar().retries(), soFar().sent());
    }

    @Test
    void stoppingGivesUpWhatWaitsToBeRepeated() {
        sender.result = () -> FakeSender.BROKEN;
        Duration minute = Duration.ofMinutes(1);
        start(plan(Demand.of(10, Arrival.CONSTANT), null, new Retries(1, Percentage.ALL, minute, minute)));
        loop.runUntil(SECOND + 10 * MILLI);
        // A change of the plan is no reason to give anything up.
        start(open(1));
        assertEquals(10, driver.inFlight());
        driver.stop();
        Tally tally = soFar();
        assertEquals(10, tally.count(Scope.REQUESTS) + driver.inFlight());
    }
}
