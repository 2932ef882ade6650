package dev.faultline.load.threshold;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.platform.wire.Require;
import java.util.Locale;
import java.util.Optional;

/** A figure that a threshold can limit. */
public sealed interface Metric
        permits Metric.SuccessRate, Metric.ErrorRate, Metric.Share, Metric.Count, Metric.Rate, TimeMetric {

    /** Returns the figure with its interval; empty without samples. */
    Optional<Estimate> measure(TimedTally seen);

    /** Returns which attempts or requests it is about. */
    Scope of();

    /** Returns a figure of its own as people read it. */
    default String words(Estimate measured) {
        return unit().format(measured.value());
    }

    /** Returns what its numbers are. */
    default Unit unit() {
        return Unit.SHARE;
    }

    /** The share that succeeded, of all sent attempts or of a scope. */
    record SuccessRate(Scope of) implements Metric {

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            return share(seen.tally().succeeded(of), seen.tally().count(of));
        }
    }

    /** The share that did not succeed, of all sent attempts or of a scope: the rest of the {@link SuccessRate}. */
    record ErrorRate(Scope of) implements Metric {

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            long samples = seen.tally().count(of);
            return share(samples - seen.tally().succeeded(of), samples);
        }
    }

    /** The share of the sent attempts that one party answered or that ended in one class; of shed, of all arrivals. */
    record Share(Scope of) implements Metric {

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            return share(hits(seen.tally(), of), samples(seen.tally(), of));
        }
    }

    /**
     * How many. It has no interval: all were counted, and how many were sent is the client's own doing, without a
     * sampling error.
     */
    record Count(Scope of) implements Metric {

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            long samples = samples(seen.tally(), of);
            return samples == 0
                    ? Optional.empty()
                    : Optional.of(Estimate.exactly((double) hits(seen.tally(), of), samples));
        }

        @Override
        public Unit unit() {
            return Unit.COUNT;
        }
    }

    /** How many a second; exact for the same reason as the {@link Count}. */
    record Rate(Scope of) implements Metric {

        @Override
        public Optional<Estimate> measure(TimedTally seen) {
            long samples = samples(seen.tally(), of);
            // Empty without a known time too: a NaN is not above 0.
            return samples > 0 && seen.seconds() > 0
                    ? Optional.of(Estimate.exactly(hits(seen.tally(), of) / seen.seconds(), samples))
                    : Optional.empty();
        }

        @Override
        public Unit unit() {
            return Unit.RATE;
        }
    }

    private static Optional<Estimate> share(long hits, long samples) {
        return samples == 0 ? Optional.empty() : Optional.of(Estimate.ofShare(hits, samples));
    }

    private static long hits(Tally tally, Scope scope) {
        return scope.equals(Scope.SHED) ? tally.count(ResultClass.SHED) : tally.count(scope);
    }

    /** Returns among how many the hits are counted: what is shed was never sent, and is counted among arrivals. */
    private static long samples(Tally tally, Scope scope) {
        if (scope.equals(Scope.SHED)) {
            // What arrived before a measurement began may be shed in it.
            return Math.max(tally.count(ResultClass.SHED), tally.arrivals());
        }
        if (scope instanceof Scope.By) {
            return tally.answered();
        }
        return scope instanceof Scope.Requests ? tally.count(scope) : tally.sent();
    }

    /** What the numbers of a metric are. */
    enum Unit {
        /** A fraction from 0 to 1, shown in percent. */
        SHARE,
        /** Milliseconds. */
        TIME,
        /** How many. */
        COUNT,
        /** How many a second. */
        RATE;

        /** Returns the number, which is finite, as people read it. */
        String format(double value) {
            return switch (this) {
                case SHARE -> String.format(Locale.ROOT, "%.2f%%", value * 100);
                case TIME -> String.format(Locale.ROOT, "%.1fms", value);
                case COUNT -> Require.plain(value);
                case RATE -> String.format(Locale.ROOT, "%.1f/s", value);
            };
        }
    }
}
