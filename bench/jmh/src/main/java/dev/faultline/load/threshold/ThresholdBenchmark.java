package dev.faultline.load.threshold;

import dev.faultline.bench.Nanoseconds;
import dev.faultline.load.measure.Attempts;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.split.ExpectedShare;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What a second adds to the windows of an experiment's thresholds, and what they are found to be then. */
public class ThresholdBenchmark extends Nanoseconds {

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final Duration OVER = Duration.ofSeconds(10);

    /** The attempts that ended within the second. */
    @Param({"1000", "20000"})
    public int attempts;

    private static final List<Threshold> THRESHOLDS = List.of(
            Threshold.of("success_rate >= 95% over 10s"),
            Threshold.of("p99 < 500ms over 10s"),
            Threshold.of("p95 of backend < baseline + 50ms over 10s"));

    private SlidingEvaluator evaluator;
    private Tally second;
    private Reference reference;
    private long now;

    @Setup
    public void begin() {
        Tally recorded = new Attempts(SEED).tally(attempts);
        second = recorded.packed();
        reference = new Reference(new TimedTally(recorded, 1), ExpectedShare.UNKNOWN);
        evaluator = new SlidingEvaluator(OVER, THRESHOLDS, Threshold::judge);
        evaluator.begin(now);
        for (int i = 0; i < OVER.toSeconds(); i++) {
            evaluate();
        }
    }

    @Benchmark
    public ThresholdCheck evaluate() {
        Window ended = new Window(Instant.EPOCH, now, now + SECOND_NANOS, second);
        now += SECOND_NANOS;
        evaluator.add(List.of(ended), reference);
        return evaluator.worst(THRESHOLDS.get(0));
    }
}
