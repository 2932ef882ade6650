package dev.faultline.injector.value;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.util.List;

/** Shares of one whole: one draw falls into one of them, or into the rest. Immutable. */
public final class Partition {

    /** The answer of {@link #pick} when the draw fell into none of the shares. */
    public static final int REST = -1;

    private static final double WHOLE = 100;

    /** As fortio does it: a sum is looked at to four decimal places, so that 99 + 1.00001 and 3 x 33.33333 pass. */
    private static final double PRECISION = 10_000;

    private final double[] upper;

    /** Takes shares that {@link #check} accepts. */
    public Partition(List<Percentage> shares) {
        upper = new double[shares.size()];
        double sum = 0;
        for (int i = 0; i < upper.length; i++) {
            sum += shares.get(i).value();
            upper[i] = sum;
        }
        // Shares meant to fill the whole leave no crack of a rounding error through which a request escapes.
        for (int i = upper.length - 1; i >= 0 && upper[i] == sum && rounded(sum) == WHOLE; i--) {
            upper[i] = WHOLE;
        }
    }

    /**
     * Throws unless the shares add up to at most 100 %.
     *
     * @throws InvalidValue naming {@code field}
     */
    public static void check(String field, List<Percentage> shares) {
        double sum = rounded(shares.stream().mapToDouble(Percentage::value).sum());
        Require.that(sum <= WHOLE, field, "must add up to at most 100 %", Require.plain(sum) + " %");
    }

    /**
     * Returns the index of the share that a draw falls into, or {@link #REST}.
     *
     * @param draw from 0 (included) to 1 (excluded)
     */
    public int pick(double draw) {
        double percent = draw * WHOLE;
        for (int i = 0; i < upper.length; i++) {
            if (percent < upper[i]) {
                return i;
            }
        }
        return REST;
    }

    /** Returns whether every draw falls into the first share, so that none is needed. */
    public boolean isCertain() {
        return upper.length > 0 && upper[0] >= WHOLE;
    }

    private static double rounded(double sum) {
        return Math.rint(sum * PRECISION) / PRECISION;
    }
}
