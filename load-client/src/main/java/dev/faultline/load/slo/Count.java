package dev.faultline.load.slo;

import dev.faultline.load.measure.Scope;
import java.util.Optional;

/**
 * How many. It has no interval: all were counted, and how many were sent is the client's own doing, which no sampling
 * error is in.
 */
record Count(Scope of) implements Metric {

    @Override
    public Optional<Estimate> measure(Observation seen) {
        Counted counted = Counted.in(seen.tally(), of);
        return counted.samples() == 0
                ? Optional.empty()
                : Optional.of(Estimate.exactly((double) counted.hits(), counted.samples()));
    }

    @Override
    public Unit unit() {
        return Unit.COUNT;
    }
}
