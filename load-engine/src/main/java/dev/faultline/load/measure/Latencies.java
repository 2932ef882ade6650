package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/** A view of recorded times in milliseconds. Of none each number is zero; {@link #figures()} says that there are none. */
public final class Latencies {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Histogram histogram;

    Latencies(Histogram histogram) {
        this.histogram = histogram;
    }

    /** Returns how many times were recorded. */
    public long count() {
        return histogram.getTotalCount();
    }

    /** Returns the mean. */
    public double mean() {
        return histogram.getMean() / NANOS_PER_MILLI;
    }

    /** Returns the smallest. */
    public double min() {
        return histogram.getMinValue() / NANOS_PER_MILLI;
    }

    /** Returns the standard deviation of the recorded times. */
    public double deviation() {
        return count() == 0 ? 0 : histogram.getStdDeviation() / NANOS_PER_MILLI;
    }

    /** Returns the largest. */
    public double max() {
        // The largest of none would be the width of the finest counter.
        return count() == 0 ? 0 : histogram.getMaxValue() / NANOS_PER_MILLI;
    }

    /** Returns the smallest time that at least {@code percent} percent do not exceed. */
    public double percentile(double percent) {
        return histogram.getValueAtPercentile(percent) / NANOS_PER_MILLI;
    }

    /** Returns the least that the {@code rank}-th smallest time can have been, by the digits that are kept. */
    public double floorAtRank(long rank) {
        long nanos = Math.round(atRank(rank) * NANOS_PER_MILLI);
        return histogram.lowestEquivalentValue(nanos) / NANOS_PER_MILLI;
    }

    /** Returns the {@code rank}-th smallest time, from one; ranks outside are taken to the nearest inside. */
    public double atRank(long rank) {
        long inside = Math.max(1, Math.min(count(), rank));
        // Half a rank below, so that rounding in the percentile cannot reach the next value.
        return percentile(100.0 * (inside - 0.5) / count());
    }

    /**
     * Returns how many times were longer than that, by the same digits as percentiles.
     *
     * @param millis zero and above
     */
    public long countAbove(double millis) {
        long nanos = (long) (millis * NANOS_PER_MILLI);
        return count() == 0 ? 0 : count() - histogram.getCountBetweenValues(0, nanos);
    }

    /**
     * Returns how many times did not exceed each bound, by the same digits as percentiles.
     *
     * @param boundsMillis ascending
     */
    public long[] countsUpTo(double... boundsMillis) {
        long[] counts = new long[boundsMillis.length];
        int bound = 0;
        long below = 0;
        for (HistogramIterationValue step : histogram.recordedValues()) {
            double least = histogram.lowestEquivalentValue(step.getValueIteratedTo()) / NANOS_PER_MILLI;
            while (bound < counts.length && least > boundsMillis[bound]) {
                counts[bound++] = below;
            }
            below += step.getCountAddedInThisIterationStep();
        }
        Arrays.fill(counts, bound, counts.length, below);
        return counts;
    }

    /** Returns the sum of all times. It never falls when more are added. */
    public double sum() {
        double sum = 0;
        for (HistogramIterationValue step : histogram.recordedValues()) {
            sum += (double) histogram.medianEquivalentValue(step.getValueIteratedTo())
                    * step.getCountAddedInThisIterationStep();
        }
        return sum / NANOS_PER_MILLI;
    }

    /** Returns a copy of the recorded times, in nanoseconds. */
    public Histogram histogram() {
        return histogram.copy();
    }

    /** Returns the figures that reports show. */
    public Figures figures() {
        return count() == 0
                ? Figures.NONE
                : new Figures(
                        count(),
                        mean(),
                        percentile(50),
                        percentile(90),
                        percentile(95),
                        percentile(99),
                        percentile(99.9),
                        max());
    }

    /**
     * The figures that reports show, in milliseconds. Of no times there are none: each is null, and absent in JSON.
     *
     * @param samples how many times they are of
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"samples", "mean", "p50", "p90", "p95", "p99", "p999", "max"})
    public record Figures(
            long samples,
            @Nullable Double mean,
            @Nullable Double p50,
            @Nullable Double p90,
            @Nullable Double p95,
            @Nullable Double p99,
            @Nullable Double p999,
            @Nullable Double max) {

        static final Figures NONE = new Figures(0, null, null, null, null, null, null, null);

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

        private static @Nullable Double rounded(@Nullable Double millis) {
            return millis == null ? null : Double.valueOf(Math.round(millis * 1e3) / 1e3);
        }
    }
}
