package dev.faultline.load.measure;

import dev.faultline.bench.Nanoseconds;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What is done with the tally of each second. */
public class TallyBenchmark extends Nanoseconds {

    /** The attempts that ended within the second. */
    @Param({"1000", "20000"})
    public int attempts;

    private Tally second;
    private Tally packed;
    private final Tally sum = new Tally();

    @Setup
    public void prepare() {
        second = new Attempts(SEED).tally(attempts);
        packed = second.packed();
    }

    @Benchmark
    public Tally pack() {
        return second.packed();
    }

    /** Adding up what is still written: histograms as they are. */
    @Benchmark
    public Tally add() {
        sum.add(second);
        return sum;
    }

    /** Adding up what is kept: its histograms are decompressed. */
    @Benchmark
    public Tally addPacked() {
        sum.add(packed);
        return sum;
    }

    @Benchmark
    public Tally.ScopeStats select() {
        return second.select(new Scope.All());
    }
}
