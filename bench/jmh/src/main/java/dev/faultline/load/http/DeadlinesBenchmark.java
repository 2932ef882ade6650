package dev.faultline.load.http;

import dev.faultline.bench.Nanoseconds;
import dev.faultline.load.engine.EventLoop;
import java.time.Duration;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The deadline of an attempt, from its dispatch to its answer. */
public class DeadlinesBenchmark extends Nanoseconds {

    /** How many attempts are in flight: a power of two. */
    @Param({"1", "64", "1024"})
    public int inFlight;

    private Deadlines deadlines;
    private Deadlines.Entry[] entries;
    private SplittableRandom random;
    private long now;

    private static final class Attempt extends Deadlines.Entry {
        @Override
        void timeOut() {
            throw new IllegalStateException("the timer of a benchmark never comes");
        }
    }

    private final class Clock implements EventLoop {

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Timer at(long nanos, Runnable task) {
            return () -> {};
        }
    }

    @Setup
    public void fill() {
        random = new SplittableRandom(SEED);
        deadlines = new Deadlines(new Clock(), Duration.ofSeconds(10).toNanos());
        entries = new Deadlines.Entry[inFlight];
        for (int i = 0; i < inFlight; i++) {
            entries[i] = new Attempt();
            deadlines.add(entries[i], now++);
        }
    }

    /** One of those in flight is answered, and the next is sent. */
    @Benchmark
    public Deadlines.Entry removeAndAdd() {
        Deadlines.Entry entry = entries[random.nextInt() & (inFlight - 1)];
        deadlines.remove(entry);
        deadlines.add(entry, now++);
        return entry;
    }
}
