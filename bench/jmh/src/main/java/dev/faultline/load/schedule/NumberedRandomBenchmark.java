package dev.faultline.load.schedule;

import dev.faultline.bench.Nanoseconds;
import org.openjdk.jmh.annotations.Benchmark;

/** A random number by the number of an arrival. */
public class NumberedRandomBenchmark extends Nanoseconds {

    private final NumberedRandom random = new NumberedRandom(SEED);
    private long arrival;

    @Benchmark
    public double draw() {
        return random.of(arrival++).nextDouble();
    }
}
