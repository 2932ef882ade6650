package dev.faultline.load.slo;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Tally;
import java.util.Optional;

/** The share of the sent attempts that one party answered. */
public record Share(Answerer of) implements Metric {

    @Override
    public Optional<Estimate> measure(Tally tally) {
        return tally.sent() == 0 ? Optional.empty() : Optional.of(Estimate.ofShare(tally.answered(of), tally.sent()));
    }

    @Override
    public boolean isShare() {
        return true;
    }
}
