package dev.faultline.experiment.run;

/** The statistics of the truth table, worked out another way than the code under test: by root finding and by sums. */
final class Binomials {

    private static final double TAIL = 0.025;
    private static final double Z = z();

    private Binomials() {}

    /** Returns z such that 95 % of the normal distribution lie within it: its density, summed by Simpson's rule. */
    private static double z() {
        return root(0, 5, z -> area(z) - (1 - 2 * TAIL));
    }

    /** Returns the lower end of the score interval: the p below k/n with {@code k/n - p = z sqrt(p (1 - p) / n)}. */
    static double low(long hits, long samples) {
        double share = (double) hits / samples;
        return hits == 0 ? 0 : root(0, share, p -> distance(p, share, samples));
    }

    /** Returns the upper end of the score interval. */
    static double high(long hits, long samples) {
        double share = (double) hits / samples;
        return hits == samples ? 1 : root(share, 1, p -> distance(p, share, samples));
    }

    /** Returns the lowest rank r with {@code P(at least r of n lie below the quantile) <= 2.5 %}. */
    static long highRank(long n, double q) {
        double above = 1;
        for (long rank = 0; rank <= n; rank++) {
            if (above <= TAIL) {
                return rank;
            }
            above -= probability(rank, n, q);
        }
        return n + 1;
    }

    /** Returns the highest rank r with {@code P(fewer than r of n lie below the quantile) <= 2.5 %}; 0 if there is none. */
    static long lowRank(long n, double q) {
        double below = 0;
        for (long rank = 1; rank <= n; rank++) {
            below += probability(rank - 1, n, q);
            if (below > TAIL) {
                return rank - 1;
            }
        }
        return n;
    }

    /** Returns the probability of exactly k hits in n. */
    static double probability(long k, long n, double p) {
        if (p <= 0 || p >= 1) {
            return (p <= 0 ? k == 0 : k == n) ? 1 : 0;
        }
        double log = 0;
        for (long i = 1; i <= k; i++) {
            log += Math.log((double) (n - k + i) / i);
        }
        return Math.exp(log + k * Math.log(p) + (n - k) * Math.log1p(-p));
    }

    private interface Curve {
        double at(double x);
    }

    private static double distance(double p, double share, long samples) {
        return Math.abs(share - p) - Z * Math.sqrt(p * (1 - p) / samples);
    }

    private static double area(double z) {
        int steps = 200;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double x = -z + 2 * z * i / steps;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-x * x / 2);
        }
        return sum * 2 * z / steps / 3 / Math.sqrt(2 * Math.PI);
    }

    /** Returns where the curve changes its sign, by bisection; ends where it is zero are left aside. */
    private static double root(double from, double to, Curve curve) {
        double low = from;
        double high = to;
        boolean risesToPositive = curve.at(high - (high - low) * 1e-12) > 0;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (curve.at(middle) > 0 == risesToPositive) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (low + high) / 2;
    }
}
