package dev.faultline.load.fortio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunsTest {

    private final FakeTraffic traffic = new FakeTraffic();
    private long nanos;
    private final Runs runs = new Runs(traffic, () -> Instant.EPOCH, () -> nanos, Runnable::run);

    private static RunRequest request(int qps, String time) {
        return RunRequest.of(new Parameters(
                Map.of(
                        "url", List.of("http://a/"),
                        "qps", List.of("" + qps),
                        "t", List.of(time),
                        "async", List.of("on")),
                JsonNodeFactory.instance.objectNode()));
    }

    @Test
    void aRunEndsWithItsPlanAndWaitsForTheLastRequests() {
        Run run = runs.start(request(5, "2s"));
        runs.look();
        assertEquals(List.of(run), runs.underWay());
        nanos += 2_040_000_000L;
        traffic.plan = null;
        runs.look();
        assertFalse(run.result().isDone(), "a request is still under way");
        assertEquals(3, run.status().get("State"));
        traffic.finish();
        // Noticed 40 ms late.
        assertEquals(2_000_000_000L, run.result().join().get("ActualDuration"));
        assertEquals(List.of(), runs.underWay());
    }

    @Test
    void theSameRunIsJoinedAndAnotherRefused() {
        Run run = runs.start(request(5, "on"));
        assertSame(run, runs.start(request(5, "on")));
        assertThrows(Busy.class, () -> runs.start(request(6, "on")));
        assertEquals(1, traffic.starts);
        // Once it has ended, the same is a new one.
        traffic.plan = null;
        assertEquals(2, runs.start(request(5, "on")).id());
    }

    @Test
    void anotherLoadIsLeftAlone() {
        traffic.plan = request(9, "1s").plan();
        assertThrows(Busy.class, () -> runs.start(request(5, "on")));
        assertTrue(runs.stop(0).isEmpty());
        assertEquals(request(9, "1s").plan(), traffic.plan);
    }

    @Test
    void aRunEndsWhenAnotherLoadTakesOver() {
        Run run = runs.start(request(5, "on"));
        nanos += 700_000_000;
        traffic.plan = request(9, "1s").plan();
        runs.look();
        traffic.finish();
        assertEquals(700_000_000L, run.result().join().get("ActualDuration"));
        assertTrue(runs.stop(run.id()).isEmpty(), "the other load is not stopped");
    }

    @Test
    void onlyTheOneThatIsMeantIsStopped() {
        Run run = runs.start(request(5, "on"));
        assertTrue(runs.stop(7).isEmpty());
        assertSame(run, runs.stop(run.id()).orElseThrow());
        assertEquals(null, traffic.plan);
    }

    @Test
    void whatGoesBeyondTheBoundsIsNotBegun() {
        traffic.bound = 4;
        assertThrows(InvalidValue.class, () -> runs.start(request(5, "on")));
        assertEquals(0, traffic.recordings);
        assertEquals(List.of(), runs.underWay());
    }

    @Test
    void twentyResultsAreKept() {
        Run first = runs.start(request(1, "on"));
        for (int i = 2; i <= 21; i++) {
            assertTrue(runs.find(first.name()).isPresent());
            traffic.plan = null;
            runs.look();
            traffic.finish();
            runs.start(request(i, "on"));
        }
        assertTrue(runs.find(first.name()).isEmpty());
    }

    /** Does what it is told, at once. */
    private static final class FakeTraffic implements Traffic {
        private @Nullable LoadPlan plan;
        private CompletableFuture<Tally> last = new CompletableFuture<>();
        private double bound = 1_000;
        private int starts;
        private int recordings;

        void finish() {
            last.complete(new Tally());
        }

        @Override
        public @Nullable LoadPlan plan() {
            return plan;
        }

        @Override
        public void check(LoadPlan wanted) {
            Double rate = wanted.demand().rate();
            if (rate != null && rate > bound) {
                throw new InvalidValue("rate", "must be low", rate);
            }
        }

        @Override
        public CompletableFuture<Void> start(LoadPlan wanted) {
            plan = wanted;
            starts++;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> stop() {
            plan = null;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Recording record() {
            recordings++;
            CompletableFuture<Tally> tally = new CompletableFuture<>();
            last = tally;
            return () -> tally;
        }
    }
}
