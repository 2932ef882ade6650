package dev.faultline.load.slo;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Scope;
import dev.faultline.wire.Require;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;

/**
 * A percentile. Its interval is distribution-free: the order statistics whose ranks are
 * {@code n q +- z sqrt(n q (1 - q))} (Conover, Practical Nonparametric Statistics, 3.2).
 *
 * @param percent above 0 and below 100
 */
public record Quantile(double percent, Scope of) implements TimeMetric {

    /** Checks the bounds. */
    public Quantile {
        Require.that(percent > 0 && percent < 100, "percentile", "must be above 0 and below 100", percent);
    }

    @Override
    public Optional<Estimate> measure(Observation seen) {
        Latencies latencies = seen.tally().select(of).latency();
        return at(latencies.count(), latencies::atRank);
    }

    @Override
    public Optional<Estimate> withoutLag(Observation seen) {
        Latencies latencies = seen.tally().select(of).latency();
        return at(latencies.count(), new Ranks(seen, latencies)::without);
    }

    @Override
    public double tail() {
        return 1 - percent / 100;
    }

    private Optional<Estimate> at(long n, LongToDoubleFunction ranks) {
        if (n == 0) {
            return Optional.empty();
        }
        double q = percent / 100;
        double half = Estimate.Z * Math.sqrt(n * q * (1 - q));
        long lowRank = (long) Math.floor(n * q - half);
        long highRank = (long) Math.ceil(n * q + half) + 1;
        double low = lowRank < 1 ? 0 : ranks.applyAsDouble(lowRank);
        double high = highRank > n ? Double.POSITIVE_INFINITY : ranks.applyAsDouble(highRank);
        // Rounding must not make 990 of 1,000 the 991st.
        double value = ranks.applyAsDouble(Math.max(1, (long) Math.ceil(n * q - 1e-6)));
        return Optional.of(new Estimate(value, low, high, n));
    }
}
