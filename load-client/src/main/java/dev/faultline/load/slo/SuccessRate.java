package dev.faultline.load.slo;

import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import java.util.Optional;

/** The share that succeeded, of all sent attempts or of a scope. */
public record SuccessRate(Scope of) implements Metric {

    @Override
    public Optional<Estimate> measure(Observation seen) {
        Tally tally = seen.tally();
        long samples = tally.count(of);
        return samples == 0 ? Optional.empty() : Optional.of(Estimate.ofShare(tally.succeeded(of), samples));
    }

    @Override
    public Unit unit() {
        return Unit.SHARE;
    }
}
