package dev.faultline.load.measure;

import dev.faultline.bench.Nanoseconds;
import org.openjdk.jmh.annotations.Benchmark;

/** Recording one attempt. */
public class RecordBenchmark extends Nanoseconds {

    private final Attempts attempts = new Attempts(SEED);
    private final Tally tally = new Tally();
    private int next;

    @Benchmark
    public Tally record() {
        int i = next++;
        tally.record(attempts.timestamps(i), attempts.result(i));
        return tally;
    }

    @Benchmark
    public Tally recordByName() {
        int i = next++;
        tally.record(attempts.timestamps(i), attempts.result(i), "checkout");
        return tally;
    }
}
