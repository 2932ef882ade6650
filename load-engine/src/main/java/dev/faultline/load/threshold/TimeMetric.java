package dev.faultline.load.threshold;

import dev.faultline.load.measure.ClientValidity;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Tally.ScopeStats;
import dev.faultline.platform.wire.Require;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;

/**
 * A figure of the latency from the intended time, in milliseconds. Whoever got no answer has waited for ever: a figure is
 * of all that its scope holds, and what was not answered counts as infinite. So {@code p95 < 500ms} says that 95 % were
 * answered within 500 ms, and a dead target that refuses within a millisecond is not fast.
 */
public sealed interface TimeMetric extends Metric {

    /**
     * Returns the figure without all that the client's own lateness may have added to it: what is left was surely not
     * the client.
     */
    Optional<Estimate> withoutLag(TimedTally seen);

    /** Returns the share of the samples beyond it, which it depends on. */
    double tail();

    /** Returns what it says of so many that the figure is infinite. */
    String unanswered(long samples);

    @Override
    default Unit unit() {
        return Unit.TIME;
    }

    @Override
    default String words(Estimate measured) {
        return Double.isInfinite(measured.value()) ? unanswered(measured.samples()) : Metric.super.words(measured);
    }

    /**
     * The mean, with the normal interval {@code mean +- z s / sqrt(n)} of the central limit theorem (Conover, Practical
     * Nonparametric Statistics, 1.5), s being the standard deviation of the samples. A mean can't go round a time that
     * never came: a single attempt without an answer makes it infinite. A percentile does.
     */
    record Mean(Scope of) implements TimeMetric {

        /** Below this the mean of skewed times is not normal yet, and sets no bounds. */
        static final int MIN_SAMPLES = 30;

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            Waits waits = Waits.of(seen.tally(), of);
            return around(waits, waits.unanswered() == 0 ? waits.answered().mean() : Double.POSITIVE_INFINITY);
        }

        /** What the client added on average is the mean of its lags; all lags may have hit this scope. */
        @Override
        public Optional<Estimate> withoutLag(TimedTally seen) {
            Waits waits = Waits.withoutLateShed(seen.tally(), of);
            if (waits.unanswered() > mayBeTheClients(seen.tally())) {
                return around(waits, Double.POSITIVE_INFINITY);
            }
            Latencies lag = seen.tally().lag();
            double sum = waits.answered().mean() * waits.answered().count() - lag.mean() * lag.count();
            return around(waits, Math.max(0, sum / waits.count()));
        }

        @Override
        public double tail() {
            return 1;
        }

        @Override
        public String unanswered(long samples) {
            return "not all of " + samples + " got an answer, so that there is no mean";
        }

        private static Optional<Estimate> around(Waits waits, double mean) {
            long n = waits.count();
            if (n == 0) {
                return Optional.empty();
            }
            if (Double.isInfinite(mean)) {
                return Optional.of(Estimate.exactly(mean, n));
            }
            if (n < MIN_SAMPLES) {
                return Optional.of(new Estimate(mean, 0, Double.POSITIVE_INFINITY, n));
            }
            double half = Estimate.Z * waits.answered().deviation() / Math.sqrt(n - 1.0);
            return Optional.of(new Estimate(mean, Math.max(0, mean - half), mean + half, n));
        }
    }

    /**
     * A percentile. Its interval is distribution-free: the order statistics whose ranks are
     * {@code n q +- z sqrt(n q (1 - q))} (Conover, Practical Nonparametric Statistics, 3.2), so that it holds for times
     * some of which never came.
     *
     * @param percent above 0 and below 100
     */
    record Percentile(double percent, Scope of) implements TimeMetric {

        /** Checks the bounds. */
        public Percentile {
            Require.that(percent > 0 && percent < 100, "percentile", "must be above 0 and below 100", percent);
        }

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            Waits waits = Waits.of(seen.tally(), of);
            return at(waits.count(), waits::atRank);
        }

        @Override
        public Optional<Estimate> withoutLag(TimedTally seen) {
            Waits waits = Waits.withoutLateShed(seen.tally(), of);
            return at(waits.count(), rank -> rankWithoutLag(seen.tally(), waits, rank));
        }

        @Override
        public double tail() {
            return 1 - percent / 100;
        }

        @Override
        public String unanswered(long samples) {
            BigDecimal beyond = BigDecimal.valueOf(100).subtract(BigDecimal.valueOf(percent));
            return "more than " + beyond.stripTrailingZeros().toPlainString() + "% of " + samples + " got no answer";
        }

        private Optional<Estimate> at(long n, LongToDoubleFunction ranks) {
            if (n == 0) {
                return Optional.empty();
            }
            double q = percent / 100;
            double half = Estimate.Z * Math.sqrt(n * q * (1 - q));
            long lowRank = (long) Math.floor(n * q - half);
            long highRank = (long) Math.ceil(n * q + half) + 1;
            double low = lowRank < 1 ? 0 : ranks.applyAsDouble(lowRank);
            double high = highRank > n ? Double.POSITIVE_INFINITY : ranks.applyAsDouble(highRank);
            // Rounding must not make 990 of 1,000 the 991st.
            double value = ranks.applyAsDouble(Math.max(1, (long) Math.ceil(n * q - 1e-6)));
            return Optional.of(new Estimate(value, low, high, n));
        }
    }

    /**
     * The shortest or the longest time that was seen. It has no interval: it says that all that was sent took at least
     * or at most that long, and all that was sent was measured. No number of samples tells the extreme of what was not
     * sent; a high percentile does.
     */
    record Extreme(boolean longest, Scope of) implements TimeMetric {

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            Waits waits = Waits.of(seen.tally(), of);
            return exactly(waits, longest ? waits.max() : waits.min());
        }

        @Override
        public Optional<Estimate> withoutLag(TimedTally seen) {
            Waits waits = Waits.withoutLateShed(seen.tally(), of);
            return exactly(waits, rankWithoutLag(seen.tally(), waits, longest ? waits.count() : 1));
        }

        @Override
        public double tail() {
            return 0;
        }

        @Override
        public String unanswered(long samples) {
            return (longest ? "not all" : "none") + " of " + samples + " got an answer";
        }

        private static Optional<Estimate> exactly(Waits waits, double time) {
            return waits.count() == 0 ? Optional.empty() : Optional.of(Estimate.exactly(time, waits.count()));
        }
    }

    /** How long callers waited, in ascending order: those that were answered, then those that wait for ever. */
    record Waits(Latencies answered, long unanswered) {

        /** Returns those of a scope. */
        static Waits of(Tally tally, Scope scope) {
            ScopeStats stats = tally.select(scope);
            return new Waits(stats.latency(), stats.unanswered());
        }

        /** Returns those of a scope without the arrivals that were not sent because the client was late. */
        static Waits withoutLateShed(Tally tally, Scope scope) {
            Waits all = of(tally, scope);
            long late = scope.holdsShed() ? tally.count(ShedReason.LATE) : 0;
            return new Waits(all.answered, all.unanswered - late);
        }

        long count() {
            return answered.count() + unanswered;
        }

        /** Returns the {@code rank}-th shortest, from one. */
        double atRank(long rank) {
            return rank > answered.count() ? Double.POSITIVE_INFINITY : answered.atRank(rank);
        }

        double min() {
            return answered.count() == 0 ? Double.POSITIVE_INFINITY : answered.min();
        }

        double max() {
            return unanswered > 0 ? Double.POSITIVE_INFINITY : answered.max();
        }
    }

    /**
     * Returns how many attempts may have timed out since the client stood still: those whose time was up while it did,
     * which are at most as many as came due meanwhile and were sent late.
     */
    private static long mayBeTheClients(Tally tally) {
        long sentLate = ClientValidity.late(tally) - tally.count(ShedReason.LATE);
        return Math.min(sentLate, tally.count(ResultClass.TIMEOUT) + tally.count(ResultClass.CONNECT_TIMEOUT));
    }

    /**
     * Returns what the time of that rank, from one, was at least without the client's lateness. Each latency is S + L,
     * L the client's lag. If at most m attempts were late by more than t, then at most m latencies above S + t are not
     * the target's: the time of rank r without lateness is at least {@code latency(r - m) - t}, for every m, and t is
     * the lag of rank {@code n - m}. This takes the best of some m. Arrivals that were shed as late count as late
     * without a bound, and so hide as many ranks: whatever was under way in the same pause was seen late too. So do
     * attempts that may have timed out for the same reason.
     */
    private static double rankWithoutLag(Tally tally, Waits waits, long rank) {
        Latencies lag = tally.lag();
        long sent = rank - tally.count(ShedReason.LATE) - mayBeTheClients(tally);
        double most = 0;
        for (long late = 0; sent - late >= 1; late = Math.max(1, late * 2)) {
            double allowance = late >= lag.count() ? 0 : lag.floorAtRank(lag.count() - late);
            most = Math.max(most, waits.atRank(sent - late) - allowance);
        }
        return most;
    }
}
