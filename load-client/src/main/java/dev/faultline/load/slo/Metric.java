package dev.faultline.load.slo;

import dev.faultline.load.measure.Scope;
import java.util.Optional;

/** A figure that a threshold can speak of. */
public sealed interface Metric permits SuccessRate, ErrorRate, Share, Count, Rate, TimeMetric {

    /** Returns the figure with its interval; nothing where there are no samples. */
    Optional<Estimate> measure(Observation seen);

    /** Returns what is meant by it. */
    Scope of();

    /** Returns what its numbers are. */
    Unit unit();
}
