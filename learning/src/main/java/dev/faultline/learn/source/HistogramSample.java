package dev.faultline.learn.source;

import dev.faultline.learn.observe.LatencyBuckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The state of a histogram at a moment, classic or native: how many observations were at most each bound since it began.
 * Immutable.
 */
final class HistogramSample {

    private static final double NANOS = 1e9;

    /** A histogram that has counted nothing: where one begins. */
    static final HistogramSample NOTHING = new HistogramSample(new double[0], new double[0], 0);

    private final double[] bounds;
    private final double[] cumulative;
    private final double count;

    private HistogramSample(double[] bounds, double[] cumulative, double count) {
        this.bounds = bounds;
        this.cumulative = cumulative;
        this.count = count;
    }

    /** Returns a classic histogram: from each {@code le} to what its bucket holds, {@code +Inf} among them or not. */
    static HistogramSample ofClassic(NavigableMap<Double, Double> buckets) {
        List<Map.Entry<Double, Double>> finite = buckets.entrySet().stream()
                .filter(each -> Double.isFinite(each.getKey()))
                .toList();
        double[] bounds = finite.stream().mapToDouble(Map.Entry::getKey).toArray();
        double[] cumulative = finite.stream().mapToDouble(Map.Entry::getValue).toArray();
        Double all = buckets.get(Double.POSITIVE_INFINITY);
        double last = cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
        return new HistogramSample(bounds, cumulative, all == null ? last : all);
    }

    /** Returns a native histogram: each of its buckets that holds anything, as lower bound, upper bound, count. */
    static HistogramSample ofNative(double count, List<double[]> buckets) {
        List<double[]> sorted = new ArrayList<>(buckets);
        sorted.sort(Comparator.comparingDouble(bucket -> bucket[0]));
        List<double[]> edges = new ArrayList<>();
        double sum = 0;
        for (double[] bucket : sorted) {
            if (bucket[1] <= 0 || !Double.isFinite(bucket[0])) {
                // What took less than no time is not a latency, but it was counted.
                sum += bucket[2];
                continue;
            }
            edges.add(new double[] {Math.max(0, bucket[0]), sum});
            sum += bucket[2];
            if (Double.isFinite(bucket[1])) {
                edges.add(new double[] {bucket[1], sum});
            }
        }
        return new HistogramSample(
                edges.stream().mapToDouble(edge -> edge[0]).toArray(),
                edges.stream().mapToDouble(edge -> edge[1]).toArray(),
                Double.isNaN(count) ? sum : count);
    }

    /** Returns whether any time can be told by it: it has a bound but infinity. */
    boolean hasBounds() {
        return bounds.length > 0;
    }

    /** Returns how many observations were at most that; NaN if that lies inside a bucket. */
    private double upTo(double bound) {
        int found = Arrays.binarySearch(bounds, bound);
        if (found >= 0) {
            // Of a native histogram a bound may be the end of one bucket and the beginning of the next: both tell the
            // same.
            return cumulative[found];
        }
        int above = -found - 1;
        double left = above == 0 ? 0 : cumulative[above - 1];
        double right = above == bounds.length ? count : cumulative[above];
        return left == right || bound <= 0 ? left : Double.NaN;
    }

    /** Returns whether it began anew since: something that only grows is less than before. */
    boolean isResetSince(HistogramSample before) {
        if (count < before.count) {
            return true;
        }
        for (int i = 0; i < bounds.length; i++) {
            double then = before.upTo(bounds[i]);
            if (cumulative[i] < then) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds what was counted since an earlier state, which this has grown from.
     *
     * @param factor the share of it that is meant
     * @param seconds the unit of the bounds
     */
    void addSince(HistogramSample before, double factor, double seconds, LatencyBuckets into) {
        long low = 0;
        double below = 0;
        for (int i = 0; i < bounds.length; i++) {
            double then = before.upTo(bounds[i]);
            double more = cumulative[i] - then;
            // What lay inside a bucket before, or what a scrape caught half written, makes no bound.
            if (Double.isNaN(more) || bounds[i] <= 0) {
                continue;
            }
            long high = Math.round(bounds[i] * seconds * NANOS);
            into.add(low, high, (more - below) * factor);
            below = Math.max(below, more);
            low = Math.max(low, high);
        }
        into.add(low, LatencyBuckets.UNBOUNDED, (count - before.count - below) * factor);
    }

    /** Returns how many were counted since an earlier state. */
    double since(HistogramSample before) {
        return count - before.count;
    }
}
