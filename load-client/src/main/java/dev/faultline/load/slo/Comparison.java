package dev.faultline.load.slo;

import java.util.Optional;

/** How a figure must stand to its limit. */
public enum Comparison {
    /** {@code >=} */
    AT_LEAST {
        @Override
        boolean holds(double value, double limit) {
            return value >= limit;
        }
    },
    /** {@code >} */
    ABOVE {
        @Override
        boolean holds(double value, double limit) {
            return value > limit;
        }
    },
    /** {@code <=} */
    AT_MOST {
        @Override
        boolean holds(double value, double limit) {
            return value <= limit;
        }
    },
    /** {@code <} */
    BELOW {
        @Override
        boolean holds(double value, double limit) {
            return value < limit;
        }
    },
    /** {@code =}: the limit lies within the interval. */
    EQUAL {
        @Override
        boolean holds(double value, double limit) {
            return value == limit;
        }

        @Override
        Ruling judge(Estimate estimate, double limit) {
            if (!within(estimate, limit)) {
                return Ruling.VIOLATED;
            }
            // The interval of a handful holds nearly everything, which shows nothing.
            return estimate.samples() < MIN_SAMPLES ? Ruling.UNDECIDED : Ruling.MET;
        }

        @Override
        Ruling judgeShare(Estimate estimate, double limit) {
            Ruling ruling = judge(estimate, limit);
            double distance = estimate.value() - limit;
            double spread = Z_OF_99 * Math.sqrt(limit * (1 - limit) / estimate.samples());
            return ruling == Ruling.VIOLATED && Math.abs(distance) <= spread ? Ruling.UNDECIDED : ruling;
        }
    },
    /** {@code !=}: the limit lies outside the interval; inside, only a figure without an interval is surely equal. */
    UNEQUAL {
        @Override
        boolean holds(double value, double limit) {
            return value != limit;
        }

        @Override
        Ruling judge(Estimate estimate, double limit) {
            if (!within(estimate, limit)) {
                return Ruling.MET;
            }
            return estimate.low() == estimate.high() ? Ruling.VIOLATED : Ruling.UNDECIDED;
        }
    };

    /** Below this, being equal within the interval is no evidence. */
    static final int MIN_SAMPLES = 100;

    /** The two-sided 99 % quantile of the normal distribution. */
    private static final double Z_OF_99 = 2.5758293035489004;

    /** Returns the comparison that is written so. */
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

    /** Returns whether a value stands so to the limit. */
    abstract boolean holds(double value, double limit);

    /** Returns what the whole interval says: it must lie on one side for a clear answer. */
    Ruling judge(Estimate estimate, double limit) {
        boolean low = holds(estimate.low(), limit);
        boolean high = holds(estimate.high(), limit);
        return low && high ? Ruling.MET : low || high ? Ruling.UNDECIDED : Ruling.VIOLATED;
    }

    /**
     * Returns what the whole interval of a share says. That a share is not exactly some other asks for more than that the
     * other lies outside: at the true share that happens in one run of twenty by what 95 % means, and in 5.4 % of the
     * runs with 500 samples, since counts are whole. So it must lie outside the 99 % score interval too; between the two
     * nothing is shown.
     */
    Ruling judgeShare(Estimate estimate, double limit) {
        return judge(estimate, limit);
    }

    private static boolean within(Estimate estimate, double limit) {
        // Half a millionth of slack: 0.7 in binary is not 1 - 0.3.
        return estimate.low() <= limit + 5e-7 && estimate.high() >= limit - 5e-7;
    }
}
