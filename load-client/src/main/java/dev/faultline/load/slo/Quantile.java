package dev.faultline.load.slo;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Tally;
import dev.faultline.wire.Require;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A percentile of the latency from the intended time, in milliseconds. Its interval is distribution-free: the order
 * statistics whose ranks are {@code n q +- z sqrt(n q (1 - q))} (Conover, Practical Nonparametric Statistics, 3.2).
 *
 * @param percent above 0 and below 100
 */
public record Quantile(double percent, @Nullable Answerer of) implements Metric {

    /** Checks the bounds. */
    public Quantile {
        Require.that(percent > 0 && percent < 100, "percentile", "must be above 0 and below 100", percent);
    }

    @Override
    public Optional<Estimate> measure(Tally tally) {
        Latencies latencies = of == null ? tally.latency() : tally.latency(of);
        long n = latencies.count();
        if (n == 0) {
            return Optional.empty();
        }
        double q = percent / 100;
        double half = Estimate.Z * Math.sqrt(n * q * (1 - q));
        long lowRank = (long) Math.floor(n * q - half);
        long highRank = (long) Math.ceil(n * q + half) + 1;
        double low = lowRank < 1 ? 0 : latencies.atRank(lowRank);
        double high = highRank > n ? Double.POSITIVE_INFINITY : latencies.atRank(highRank);
        return Optional.of(new Estimate(latencies.percentile(percent), low, high, n));
    }

    @Override
    public boolean isShare() {
        return false;
    }
}
