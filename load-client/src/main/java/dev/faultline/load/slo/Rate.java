package dev.faultline.load.slo;

import dev.faultline.load.measure.Scope;
import java.util.Optional;

/** How many a second; as exact as the {@link Count} and for its reason. */
record Rate(Scope of) implements Metric {

    @Override
    public Optional<Estimate> measure(Observation seen) {
        Counted counted = Counted.in(seen.tally(), of);
        // Also without a known time: a NaN is not above 0.
        return counted.samples() > 0 && seen.seconds() > 0
                ? Optional.of(Estimate.exactly(counted.hits() / seen.seconds(), counted.samples()))
                : Optional.empty();
    }

    @Override
    public Unit unit() {
        return Unit.RATE;
    }
}
