package dev.faultline.learn.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How long requests took, as far as it is known: so many of them between two bounds. Of what lies between the bounds of a
 * bucket nothing is known; where a number is needed nevertheless the requests are spread evenly, as Prometheus does
 * ({@code histogram_quantile}). Counts need not be whole. Times are nanoseconds. Confined to one thread while it is written.
 */
public final class LatencyBuckets {

    /** The upper bound of what is only known to have taken longer than any bound. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** Values are kept within 1/128 of themselves. */
    private static final int PRECISION_BITS = 7;

    /** What a plan may hold, with room to spare; denser where it is read most. */
    private static final double[] GRID = grid();

    /** Two points at one percentile, for a range in which no request was. */
    private static final double JUMP = 1e-6;

    private final Map<Bucket, Double> counts = new TreeMap<>();
    private double count;

    /** From a time, not included, to another, included; zero is included in the first. */
    private record Bucket(long low, long high) implements Comparable<Bucket> {

        private static final Comparator<Bucket> ORDER =
                Comparator.comparingLong(Bucket::low).thenComparingLong(Bucket::high);

        @Override
        public int compareTo(Bucket other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A point of the distribution.
     *
     * @param percentile from 0 to 100
     */
    public record Point(double percentile, long nanos) {}

    /**
     * Adds requests that took longer than {@code low} and at most {@code high}.
     *
     * @param high {@link #UNBOUNDED} if that is not known
     * @param more none or less than none is ignored
     */
    public void add(long low, long high, double more) {
        if (more > 0) {
            counts.merge(new Bucket(low, Math.max(high, low + 1)), more, Double::sum);
            count += more;
        }
    }

    /**
     * Adds a request whose time is known to a unit.
     *
     * @param nanos zero and above
     * @param unit of the clock: 1 ms if milliseconds were written down, cut off below
     */
    public void addTime(long nanos, long unit) {
        addTime(nanos, unit, 1);
    }

    /** Adds so many requests whose time is known to a unit, as {@link #addTime(long, long)} does one. */
    public void addTime(long nanos, long unit, double more) {
        long width = Math.max(unit, Long.highestOneBit(Math.max(1, nanos)) >> PRECISION_BITS);
        long low = nanos / width * width;
        add(low, low + width, more);
    }

    /** Adds all that another holds, each count multiplied by a factor. */
    public void add(LatencyBuckets other, double factor) {
        other.counts.forEach((bucket, more) -> add(bucket.low, bucket.high, more * factor));
    }

    /** Returns how many requests these are. */
    public double count() {
        return count;
    }

    /** Returns how many of them are only known to have taken longer than some time. */
    public double above() {
        return counts.entrySet().stream()
                .filter(each -> each.getKey().high == UNBOUNDED)
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Returns the bounds that are known, ascending. */
    public List<Long> bounds() {
        TreeSet<Long> bounds = new TreeSet<>();
        for (Bucket bucket : counts.keySet()) {
            bounds.add(bucket.low);
            if (bucket.high != UNBOUNDED) {
                bounds.add(bucket.high);
            }
        }
        return List.copyOf(bounds);
    }

    /** Returns how many requests took at most so long, those of a bucket being spread evenly over it. */
    public double upTo(double nanos) {
        double sum = 0;
        for (Map.Entry<Bucket, Double> each : counts.entrySet()) {
            Bucket bucket = each.getKey();
            if (bucket.low >= nanos) {
                break;
            }
            double part = bucket.high == UNBOUNDED ? 0 : Math.min(1, (nanos - bucket.low) / (bucket.high - bucket.low));
            sum += each.getValue() * part;
        }
        return sum;
    }

    /** Returns whether it is known how many requests took at most so long: no bucket reaches across it. */
    public boolean isKnownAt(long nanos) {
        return counts.keySet().stream().noneMatch(bucket -> bucket.low < nanos && nanos < bucket.high);
    }

    /**
     * Returns the time that a share of the requests did not exceed; the last bound for what is beyond it. Of none it is 0.
     *
     * @param percentile from 0 to 100
     */
    public long percentile(double percentile) {
        return interpolated(curve(), percentile);
    }

    private static long interpolated(List<Point> curve, double percentile) {
        Point before = new Point(0, 0);
        for (Point point : curve) {
            if (point.percentile >= percentile) {
                double span = point.percentile - before.percentile;
                return span <= 0
                        ? point.nanos
                        : before.nanos
                                + Math.round((point.nanos - before.nanos) * ((percentile - before.percentile) / span));
            }
            before = point;
        }
        return before.nanos;
    }

    /**
     * Returns the distribution by at most so many points, in ascending order, each above the one before. At more bounds than
     * that the distribution is drawn at chosen percentiles.
     *
     * @param most 80 and above
     */
    public List<Point> points(int most) {
        List<Point> curve = curve();
        if (curve.size() <= most) {
            return curve;
        }
        List<Point> chosen = new ArrayList<>();
        double last = curve.get(curve.size() - 1).percentile;
        for (double percentile : GRID) {
            if (percentile < last) {
                chosen.add(new Point(percentile, interpolated(curve, percentile)));
            }
        }
        chosen.add(curve.get(curve.size() - 1));
        return chosen;
    }

    /** At each bound the share up to it; of a range without requests only its ends, and of what is before all only its end. */
    private List<Point> curve() {
        List<Point> curve = new ArrayList<>();
        List<Point> steps = shares();
        for (int i = 0; i < steps.size(); ) {
            Point first = steps.get(i);
            int next = i + 1;
            while (next < steps.size() && steps.get(next).percentile - first.percentile < JUMP / 2) {
                next++;
            }
            Point last = steps.get(next - 1);
            if (first.percentile < JUMP / 2) {
                curve.add(new Point(0, last.nanos));
            } else {
                curve.add(first);
                double above = first.percentile + JUMP;
                if (next > i + 1 && next < steps.size() && above < steps.get(next).percentile) {
                    curve.add(new Point(above, last.nanos));
                }
            }
            i = next;
        }
        return curve;
    }

    /** Returns the share up to each bound, ascending. */
    private List<Point> shares() {
        if (!areApart()) {
            return bounds().stream()
                    .map(bound -> share(upTo((double) bound), bound))
                    .toList();
        }
        List<Point> shares = new ArrayList<>();
        double sum = 0;
        long end = -1;
        for (Map.Entry<Bucket, Double> each : counts.entrySet()) {
            Bucket bucket = each.getKey();
            if (bucket.low > end) {
                shares.add(share(sum, bucket.low));
            }
            sum += each.getValue();
            end = bucket.high;
            if (end != UNBOUNDED) {
                shares.add(share(sum, end));
            }
        }
        return shares;
    }

    /** Rounding must not make a sum of shares more than all. */
    private Point share(double some, long bound) {
        return new Point(Math.min(100, 100 * some / count), bound);
    }

    /** Whether no bucket lies across another, as is so of a single source. */
    private boolean areApart() {
        long end = 0;
        for (Bucket bucket : counts.keySet()) {
            if (bucket.low < end) {
                return false;
            }
            end = bucket.high;
        }
        return true;
    }

    private static double[] grid() {
        List<Double> grid = new ArrayList<>();
        for (int tenths = 0; tenths < 900; tenths += 20) {
            grid.add(tenths / 10.0);
        }
        for (int tenths = 900; tenths < 990; tenths += 5) {
            grid.add(tenths / 10.0);
        }
        for (int tenths = 990; tenths < 1000; tenths++) {
            grid.add(tenths / 10.0);
        }
        grid.addAll(List.of(99.95, 99.99, 99.999));
        return grid.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
