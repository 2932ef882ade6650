package dev.faultline.load.fortio;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.load.measure.Latencies;
import java.util.ArrayList;
import java.util.List;

/** A histogram as fortio writes it: intervals that are not empty, from the smallest to the largest value; seconds. */
record HistogramJson(
        @JsonProperty("Count") long count,
        @JsonProperty("Min") double min,
        @JsonProperty("Max") double max,
        @JsonProperty("Sum") double sum,
        @JsonProperty("Avg") double avg,
        @JsonProperty("StdDev") double stdDev,
        @JsonProperty("Data") List<Bucket> data,
        @JsonProperty("Percentiles") List<Percentile> percentiles) {

    /** Ends of intervals within a decade: none is wider than a third of its end. */
    private static final double[] STEPS = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8};

    private static final int DECADES = 8;
    private static final double FIRST_MILLIS = 0.01;
    private static final double SECOND = 1_000;

    /** How many lie above the start and up to the end, and the percentage up to the end. */
    record Bucket(
            @JsonProperty("Start") double start,
            @JsonProperty("End") double end,
            @JsonProperty("Percent") double percent,
            @JsonProperty("Count") long count) {}

    /** The value that this percentage does not exceed. */
    record Percentile(
            @JsonProperty("Percentile") double percentile,
            @JsonProperty("Value") double value) {}

    static HistogramJson of(Latencies latencies, List<Double> percentiles) {
        long count = latencies.count();
        return new HistogramJson(
                count,
                latencies.min() / SECOND,
                latencies.max() / SECOND,
                count == 0 ? 0 : latencies.mean() * count / SECOND,
                count == 0 ? 0 : latencies.mean() / SECOND,
                latencies.deviation() / SECOND,
                buckets(latencies),
                count == 0
                        ? List.of()
                        : percentiles.stream()
                                .map(percent -> new Percentile(percent, latencies.percentile(percent) / SECOND))
                                .toList());
    }

    private static List<Bucket> buckets(Latencies latencies) {
        List<Bucket> buckets = new ArrayList<>();
        long count = latencies.count();
        long before = 0;
        double start = latencies.min();
        for (int i = 0; i < DECADES * STEPS.length && before < count; i++) {
            double end = FIRST_MILLIS * Math.pow(10, Math.floorDiv(i, STEPS.length)) * STEPS[i % STEPS.length];
            boolean last = end >= latencies.max() || i == DECADES * STEPS.length - 1;
            long upTo = last ? count : latencies.countUpTo(end);
            if (upTo > before) {
                double to = last ? latencies.max() : end;
                buckets.add(new Bucket(start / SECOND, to / SECOND, 100.0 * upTo / count, upTo - before));
            }
            before = upTo;
            start = Math.max(start, end);
        }
        return buckets;
    }
}
