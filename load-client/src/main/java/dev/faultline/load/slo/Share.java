package dev.faultline.load.slo;

import dev.faultline.load.measure.Scope;
import java.util.Optional;

/** The share of the sent attempts that one party answered or that ended in one class; of shed, of all arrivals. */
public record Share(Scope of) implements Metric {

    @Override
    public Optional<Estimate> measure(Observation seen) {
        Counted counted = Counted.in(seen.tally(), of);
        return counted.samples() == 0
                ? Optional.empty()
                : Optional.of(Estimate.ofShare(counted.hits(), counted.samples()));
    }

    @Override
    public Unit unit() {
        return Unit.SHARE;
    }
}
