package dev.faultline.load.slo;

import java.util.Optional;

/** A figure of the latency from the intended time, in milliseconds. */
sealed interface TimeMetric extends Metric permits Mean, Quantile, Extreme {

    /**
     * Returns the figure again, with all that the client's own lateness may have put into it taken away: what is left
     * was surely not the client.
     */
    Optional<Estimate> withoutLag(Observation seen);

    /** Returns the share of the samples that are beyond it, and that it speaks of. */
    double tail();

    @Override
    default Unit unit() {
        return Unit.TIME;
    }
}
