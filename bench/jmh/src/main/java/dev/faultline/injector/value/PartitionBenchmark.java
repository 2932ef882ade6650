package dev.faultline.injector.value;

import dev.faultline.bench.Nanoseconds;
import dev.faultline.platform.wire.Percentage;
import java.util.Collections;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A draw among the aborts of a rule, whose shares are exact. */
public class PartitionBenchmark extends Nanoseconds {

    /** How many there are, of 100 at most; together they have half of the requests. */
    @Param({"1", "10", "100"})
    public int shares;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private Partition partition;

    @Setup
    public void prepare() {
        partition = new Partition(Collections.nCopies(shares, new Percentage(50.0 / shares)));
    }

    @Benchmark
    public int pick() {
        return partition.pick(random.nextDouble());
    }
}
