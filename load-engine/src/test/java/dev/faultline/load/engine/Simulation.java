package dev.faultline.load.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Retries;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.load.schedule.Shard;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A driver, its books and a sender, on a clock of the test. */
abstract class Simulation {

    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;
    static final Target TARGET = Target.of("http://a/");

    final SimulatedLoop loop = new SimulatedLoop();
    final FakeSender sender = new FakeSender(loop);
    final Tally books = new Tally();
    final LoadRecorder recorder =
            new LoadRecorder(window -> books.add(window.tally()), Runnable::run, () -> Instant.EPOCH, 0);
    final Driver driver = new Driver(loop, recorder, new SplittableRandom(1), Duration.ofMillis(250), Shard.WHOLE);

    static LoadPlan open(double rate) {
        return plan(Demand.of(rate, Arrival.CONSTANT), null, null);
    }

    static LoadPlan closed(int concurrency) {
        String json = "{\"target\":\"http://a/\",\"concurrency\":" + concurrency + "}";
        return new StrictReader(WireJson.mapper()).read(json.getBytes(StandardCharsets.UTF_8), LoadPlan.class);
    }

    static LoadPlan plan(Demand demand, @Nullable Duration duration, @Nullable Retries retries) {
        Transport transport = new Transport(Protocol.HTTP1, 1, null, 100, Duration.ofSeconds(5));
        return new LoadPlan(TARGET, demand, duration, 7L, List.of(RequestSpec.GET), transport, retries, null);
    }

    void start(LoadPlan plan) {
        driver.start(plan, before -> sender);
    }

    static void about(long expected, long actual, long within) {
        assertTrue(Math.abs(actual - expected) <= within, actual + " instead of " + expected);
    }

    Tally soFar() {
        recorder.tick(loop.nanoTime(), null);
        return books;
    }
}
