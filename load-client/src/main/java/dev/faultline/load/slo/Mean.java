package dev.faultline.load.slo;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Scope;
import java.util.Optional;

/**
 * The mean, with the normal interval {@code mean +- z s / sqrt(n)} of the central limit theorem (Conover, Practical
 * Nonparametric Statistics, 1.5), s being the standard deviation of the samples.
 */
record Mean(Scope of) implements TimeMetric {

    /** Below this the mean of skewed times is not normal yet, and sets no bounds. */
    static final int MIN_SAMPLES = 30;

    @Override
    public Optional<Estimate> measure(Observation seen) {
        Latencies latencies = seen.tally().select(of).latency();
        return latencies.count() == 0 ? Optional.empty() : Optional.of(around(latencies.mean(), latencies));
    }

    /** The mean of what the client added is the mean of its lags; of a scope, all lags may have hit that scope. */
    @Override
    public Optional<Estimate> withoutLag(Observation seen) {
        Latencies latencies = seen.tally().select(of).latency();
        if (latencies.count() == 0) {
            return Optional.empty();
        }
        Latencies lag = seen.tally().lag();
        double added = lag.mean() * lag.count() / latencies.count();
        return Optional.of(around(Math.max(0, latencies.mean() - added), latencies));
    }

    @Override
    public double tail() {
        return 1;
    }

    private static Estimate around(double mean, Latencies latencies) {
        long n = latencies.count();
        if (n < MIN_SAMPLES) {
            return new Estimate(mean, 0, Double.POSITIVE_INFINITY, n);
        }
        double half = Estimate.Z * latencies.deviation() / Math.sqrt(n - 1.0);
        return new Estimate(mean, Math.max(0, mean - half), mean + half, n);
    }
}
