package dev.faultline.injector.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

/**
 * Pearson's test that counts came from given shares. It rejects if that had a chance below one in a million, so that the
 * fixed seeds of a few hundred tests all pass unless something is wrong.
 */
public final class ChiSquare {

    /** The quantile of the standard normal distribution at 1 - 1e-6. */
    private static final double Z = 4.753424;

    private ChiSquare() {}

    /** Fails unless the counts fit the shares, which add up to 1; a share of 0 must have a count of 0. */
    public static void assertFits(long[] counts, double[] shares, String what) {
        long draws = Arrays.stream(counts).sum();
        double statistic = 0;
        int cells = 0;
        for (int i = 0; i < counts.length; i++) {
            if (shares[i] == 0) {
                assertEquals(0, counts[i], what + ": what has no share never happens");
                continue;
            }
            double expected = shares[i] * draws;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
            cells++;
        }
        assertTrue(
                cells == 1 || statistic < limit(cells - 1),
                what + ": chi-square " + statistic + " of " + Arrays.toString(counts));
    }

    /** Fails unless the rows and columns of a table of counts are independent of each other. */
    public static void assertIndependent(long[][] counts, String what) {
        long all = Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
        double statistic = 0;
        for (long[] row : counts) {
            for (int j = 0; j < row.length; j++) {
                int column = j;
                double inColumn =
                        Arrays.stream(counts).mapToLong(r -> r[column]).sum();
                double expected = Arrays.stream(row).sum() * inColumn / all;
                statistic += (row[j] - expected) * (row[j] - expected) / expected;
            }
        }
        int freedom = (counts.length - 1) * (counts[0].length - 1);
        assertTrue(statistic < limit(freedom), what + ": chi-square " + statistic + " " + Arrays.deepToString(counts));
    }

    /** The approximation of Wilson and Hilferty (1931), which for few degrees of freedom is rather too high. */
    private static double limit(int freedom) {
        double ninth = 2.0 / (9 * freedom);
        return freedom * Math.pow(1 - ninth + Z * Math.sqrt(ninth), 3);
    }
}
