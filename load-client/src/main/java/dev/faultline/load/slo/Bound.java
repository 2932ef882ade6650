package dev.faultline.load.slo;

import dev.faultline.load.measure.Scope;

/** What a figure is held against, in the unit of its metric: fractions from 0 to 1, milliseconds, bare numbers. */
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

    /**
     * What the control slice had at the same time, times a factor, plus an allowance. The limit is the control's own
     * figure; what is judged is the {@link Difference}.
     *
     * @param plus below zero where less is allowed
     */
    record OfControl(double factor, double plus) implements Bound {
        @Override
        public double limit(Metric metric, Reference reference) {
            return metric.measure(reference.control()).map(this::limit).orElse(Double.NaN);
        }

        /** Returns the limit that follows from the control's figure. */
        double limit(Estimate control) {
            return control.value() * factor + plus;
        }
    }

    /** What the split in force promises: the share of the traffic that goes past the injector, or to a party. */
    record OfSplit() implements Bound {
        @Override
        public double limit(Metric metric, Reference reference) {
            if (metric instanceof ErrorRate) {
                return reference.promise().injected();
            }
            return metric instanceof Share share && share.of() instanceof Scope.By by
                    ? reference.promise().shareOf(by.answerer())
                    : 1 - reference.promise().injected();
        }
    }
}
