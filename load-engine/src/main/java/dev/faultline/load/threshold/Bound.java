package dev.faultline.load.threshold;

import dev.faultline.load.measure.Scope;
import dev.faultline.load.threshold.Metric.ErrorRate;
import dev.faultline.load.threshold.Metric.Share;

/** What a figure is compared with, in the unit of its metric: fractions from 0 to 1, milliseconds, bare numbers. */
public sealed interface Bound {

    /**
     * Returns the limit for that metric; NaN if the reference that it needs has no data, and infinite if the reference
     * lacks so many answers that its own figure is.
     */
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
     * What the control slice had at the same time, times a factor, plus an allowance. It is judged by the interval of
     * the difference: {@link ControlComparison}.
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

    /** What the split in force lets expect: the share of the traffic that bypasses the injector, or goes to a party. */
    record OfSplit() implements Bound {
        @Override
        public double limit(Metric metric, Reference reference) {
            if (metric instanceof ErrorRate) {
                return reference.expected().injected();
            }
            return metric instanceof Share share && share.of() instanceof Scope.By by
                    ? reference.expected().shareOf(by.answerer())
                    : 1 - reference.expected().injected();
        }
    }
}
