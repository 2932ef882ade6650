package dev.faultline.load.slo;

/** What a figure is held against. Fractions from 0 to 1, times in milliseconds. */
public sealed interface Bound {

    /** Returns the limit for that metric; NaN where the reference it needs holds no data. */
    double limit(Metric metric, Reference reference);

    /** A number that the threshold states. */
    record Fixed(double value) implements Bound {
        @Override
        public double limit(Metric metric, Reference reference) {
            return value;
        }
    }

    /** What was measured at the baseline, times a factor, plus an allowance. */
    record OfBaseline(double factor, double plus) implements Bound {
        @Override
        public double limit(Metric metric, Reference reference) {
            return metric.measure(reference.baseline())
                    .map(estimate -> estimate.value() * factor + plus)
                    .orElse(Double.NaN);
        }
    }

    /** What the split in force promises: the share of the traffic that goes past the injector, or to a party. */
    record OfSplit() implements Bound {
        @Override
        public double limit(Metric metric, Reference reference) {
            return metric instanceof Share share
                    ? reference.promise().shareOf(share.of())
                    : 1 - reference.promise().injected();
        }
    }
}
