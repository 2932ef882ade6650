package dev.faultline.load.slo;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Scope;
import java.util.Optional;

/**
 * The shortest or the longest time that was seen. It has no interval: it says that all that was sent took at least or
 * at most that long, and all that was sent was measured. Of what was not sent no number of samples tells the extreme; a
 * high percentile does.
 */
record Extreme(boolean longest, Scope of) implements TimeMetric {

    @Override
    public Optional<Estimate> measure(Observation seen) {
        Latencies latencies = seen.tally().select(of).latency();
        long n = latencies.count();
        return n == 0
                ? Optional.empty()
                : Optional.of(Estimate.exactly(longest ? latencies.max() : latencies.min(), n));
    }

    @Override
    public Optional<Estimate> withoutLag(Observation seen) {
        Latencies latencies = seen.tally().select(of).latency();
        long n = latencies.count();
        return n == 0
                ? Optional.empty()
                : Optional.of(Estimate.exactly(new Ranks(seen, latencies).without(longest ? n : 1), n));
    }

    @Override
    public double tail() {
        return 0;
    }
}
