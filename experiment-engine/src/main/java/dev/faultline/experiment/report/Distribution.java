package dev.faultline.experiment.report;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.measure.Latencies;
import java.util.ArrayList;
import java.util.List;

/**
 * How times are distributed, in buckets of equal width on a logarithmic scale, ten for each power of ten. The bounds are
 * the same in every report, so that reports can be laid over each other. Immutable.
 *
 * @param buckets ascending, from the first that holds anything to the last; at most {@value #MOST}
 */
public record Distribution(@JsonValue List<Bucket> buckets) {

    private static final int PER_DECADE = 10;

    /** From a hundredth of a millisecond to 10,000 s; what is longer counts in the last. */
    private static final int FIRST_POWER = -2;

    private static final int LAST_POWER = 7;

    /** The most buckets. */
    static final int MOST = (LAST_POWER - FIRST_POWER) * PER_DECADE + 1;

    /**
     * Some of the times.
     *
     * @param above milliseconds, not in it
     * @param upTo milliseconds, in it
     * @param share of all times, from 0 to 1
     */
    public record Bucket(double above, double upTo, double share) {}

    /** Returns the distribution of those times; no bucket if there are none. */
    public static Distribution of(Latencies times) {
        double[] bounds = new double[MOST];
        for (int i = 0; i < MOST; i++) {
            bounds[i] = bound(i);
        }
        long[] counts = times.countsUpTo(bounds);
        counts[MOST - 1] = times.count();
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            long before = i == 0 ? 0 : counts[i - 1];
            boolean last = counts[i] == times.count();
            if (times.count() > 0 && counts[i] > 0) {
                double share = (double) (counts[i] - before) / times.count();
                buckets.add(new Bucket(i == 0 ? 0 : bounds[i - 1], bounds[i], share));
            }
            if (last) {
                break;
            }
        }
        return new Distribution(List.copyOf(buckets));
    }

    /** Three digits are what times are recorded with. */
    private static double bound(int number) {
        double exact = Math.pow(10, FIRST_POWER + (double) number / PER_DECADE);
        double unit = Math.pow(10, Math.floor(Math.log10(exact) + 1e-9) - 2);
        return Math.round(Math.round(exact / unit) * unit * 1e6) / 1e6;
    }
}
