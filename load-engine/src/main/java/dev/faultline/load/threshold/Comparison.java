package dev.faultline.load.threshold;

import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.util.Optional;

/** How a figure must compare with its limit. */
public enum Comparison {
    /** {@code >=} */
    AT_LEAST,
    /** {@code >} */
    ABOVE,
    /** {@code <=} */
    AT_MOST,
    /** {@code <} */
    BELOW,
    /** {@code =}: the limit lies within the interval; one without bounds shows nothing. */
    EQUAL,
    /** {@code !=}: the limit lies outside the interval; inside, only a figure without an interval is surely equal. */
    UNEQUAL;

    /** Below this, being equal within the interval is no evidence. */
    static final int MIN_SAMPLES = 100;

    /** The two-sided 99 % quantile of the normal distribution. */
    private static final double Z_OF_99 = 2.5758293035489004;

    /** Returns the comparison of that symbol. */
    static Optional<Comparison> of(String symbol) {
        return Optional.ofNullable(
                switch (symbol) {
                    case ">=" -> AT_LEAST;
                    case ">" -> ABOVE;
                    case "<=" -> AT_MOST;
                    case "<" -> BELOW;
                    case "=", "==", "===" -> EQUAL;
                    case "!=" -> UNEQUAL;
                    default -> null;
                });
    }

    /** Returns whether a value compares so with the limit. */
    boolean holds(double value, double limit) {
        return switch (this) {
            case AT_LEAST -> value >= limit;
            case ABOVE -> value > limit;
            case AT_MOST -> value <= limit;
            case BELOW -> value < limit;
            case EQUAL -> value == limit;
            case UNEQUAL -> value != limit;
        };
    }

    /** Returns what the interval says: all of it must lie on one side for a clear answer. */
    Ruling judge(Estimate estimate, double limit) {
        return switch (this) {
            case AT_LEAST, ABOVE, AT_MOST, BELOW -> {
                boolean low = holds(estimate.low(), limit);
                boolean high = holds(estimate.high(), limit);
                yield low && high ? Ruling.MET : low || high ? Ruling.UNDECIDED : Ruling.VIOLATED;
            }
            // The interval of a handful holds nearly everything, which shows nothing.
            case EQUAL ->
                !within(estimate, limit)
                        ? Ruling.VIOLATED
                        : estimate.samples() < MIN_SAMPLES || Double.isInfinite(estimate.high())
                                ? Ruling.UNDECIDED
                                : Ruling.MET;
            case UNEQUAL ->
                !within(estimate, limit)
                        ? Ruling.MET
                        : estimate.low() == estimate.high() ? Ruling.VIOLATED : Ruling.UNDECIDED;
        };
    }

    /**
     * Returns what the interval of a share says. That a share differs from an exact limit takes more than a limit
     * outside of the interval: at the true share that happens in one run of twenty by the meaning of 95 %, and in 5.4 %
     * of the runs with 500 samples, since counts are whole. So the limit must lie outside of the 99 % score interval
     * too; between the two nothing is shown.
     */
    Ruling judgeShare(Estimate estimate, double limit) {
        Ruling ruling = judge(estimate, limit);
        if (this != EQUAL || ruling != Ruling.VIOLATED) {
            return ruling;
        }
        double spread = Z_OF_99 * Math.sqrt(limit * (1 - limit) / estimate.samples());
        return Math.abs(estimate.value() - limit) <= spread ? Ruling.UNDECIDED : Ruling.VIOLATED;
    }

    private static boolean within(Estimate estimate, double limit) {
        // Half a millionth of slack: 0.7 in binary is not 1 - 0.3.
        return estimate.low() <= limit + 5e-7 && estimate.high() >= limit - 5e-7;
    }
}
