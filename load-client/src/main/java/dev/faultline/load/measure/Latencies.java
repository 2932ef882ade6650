package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.HdrHistogram.AbstractHistogram;

/** A view on recorded times. All figures are milliseconds; of nothing recorded, each is zero. */
public final class Latencies {

    private static final double MICROS_PER_MILLI = 1_000;

    private final AbstractHistogram histogram;

    Latencies(AbstractHistogram histogram) {
        this.histogram = histogram;
    }

    /** Returns how many times were recorded. */
    public long count() {
        return histogram.getTotalCount();
    }

    /** Returns the mean. */
    public double mean() {
        return histogram.getMean() / MICROS_PER_MILLI;
    }

    /** Returns the largest. */
    public double max() {
        return histogram.getMaxValue() / MICROS_PER_MILLI;
    }

    /** Returns the smallest time that at least {@code percent} percent do not exceed. */
    public double percentile(double percent) {
        return histogram.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }

    /** Returns the {@code rank}-th smallest time, from one; ranks outside are taken to the nearest inside. */
    public double atRank(long rank) {
        long inside = Math.max(1, Math.min(count(), rank));
        // Half a rank below, so that rounding in the percentile cannot reach the next value.
        return percentile(100.0 * (inside - 0.5) / count());
    }

    /** Returns the figures that reports show. */
    public Figures figures() {
        return new Figures(
                mean(), percentile(50), percentile(90), percentile(95), percentile(99), percentile(99.9), max());
    }

    /** The figures that reports show, in milliseconds. */
    @JsonPropertyOrder({"mean", "p50", "p90", "p95", "p99", "p999", "max"})
    public record Figures(double mean, double p50, double p90, double p95, double p99, double p999, double max) {

        /** Rounds to microseconds: more digits than were measured would be noise. */
        public Figures {
            mean = rounded(mean);
            p50 = rounded(p50);
            p90 = rounded(p90);
            p95 = rounded(p95);
            p99 = rounded(p99);
            p999 = rounded(p999);
            max = rounded(max);
        }

        private static double rounded(double millis) {
            return Math.round(millis * MICROS_PER_MILLI) / MICROS_PER_MILLI;
        }
    }
}
