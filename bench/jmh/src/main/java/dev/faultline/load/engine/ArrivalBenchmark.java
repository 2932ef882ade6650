package dev.faultline.load.engine;

import dev.faultline.bench.Nanoseconds;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Attempts;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.schedule.Shard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A request of an open loop from its timer to its record, all but the network: that one answers within the call. */
public class ArrivalBenchmark extends Nanoseconds {

    private static final int REQUESTS = 1_000;

    /** A second; up to 2,000 each has a timer of its own. */
    @Param({"1000", "20000"})
    public int rate;

    /** Whether an experiment collects what was due in its phase. */
    @Param({"false", "true"})
    public boolean collected;

    private final Clock clock = new Clock();
    private final Answering sender = new Answering(clock);
    private long wanted;

    /** A clock that goes from timer to timer, of which an open loop has one. */
    private static final class Clock implements EventLoop {

        private long now;
        private Runnable task = () -> {};
        private long due;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Timer at(long nanos, Runnable next) {
            due = nanos;
            task = next;
            return () -> {};
        }

        void goOn() {
            now = Math.max(now, due);
            task.run();
        }
    }

    private static final class Answering implements Sender {

        private final Clock clock;
        private final Attempts attempts = new Attempts(SEED);
        private long sent;

        Answering(Clock clock) {
            this.clock = clock;
        }

        @Override
        public void send(int index, long number, long intended, Observer observer) {
            int i = (int) sent++;
            long now = clock.nanoTime();
            AttemptTimestamps timestamps = new AttemptTimestamps(intended, now);
            timestamps.connected(now);
            timestamps.ended(now + attempts.timestamps(i).serviceNanos());
            observer.ended(timestamps, attempts.result(i));
            observer.released();
        }

        @Override
        public void close() {}
    }

    @Setup
    public void begin() {
        LoadPlan plan = LoadPlan.of(
                Target.of("http://shop.example/"), Demand.of(rate, Arrival.POISSON), null, Transport.STANDARD);
        LoadRecorder recorder = new LoadRecorder(window -> {}, Runnable::run, InstantSource.system(), clock.nanoTime());
        if (collected) {
            recorder.start(new LoadRecorder.Collector());
        }
        Driver.Context context = new Driver.Context(
                clock, recorder, new InFlightLimiter(), Duration.ofSeconds(1).toNanos(), Shard.WHOLE);
        Dispatcher dispatcher =
                new Dispatcher(plan, sender, Dispatcher.RandomStreams.of(new SplittableRandom(SEED)), context);
        new ArrivalProcess.OpenLoop(dispatcher, context, clock.nanoTime(), null, null, () -> {}).begin();
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public long arrive() {
        // What a wake-up sends beyond that is taken off the next call.
        wanted += REQUESTS;
        while (sender.sent < wanted) {
            clock.goOn();
        }
        return clock.nanoTime();
    }
}
