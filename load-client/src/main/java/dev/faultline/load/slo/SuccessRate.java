package dev.faultline.load.slo;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Tally;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The share of the sent attempts that succeeded, of all or of those that one party answered. */
public record SuccessRate(@Nullable Answerer of) implements Metric {

    @Override
    public Optional<Estimate> measure(Tally tally) {
        long samples = of == null ? tally.sent() : tally.answered(of);
        long hits = of == null ? tally.succeeded() : tally.succeeded(of);
        return samples == 0 ? Optional.empty() : Optional.of(Estimate.ofShare(hits, samples));
    }

    @Override
    public boolean isShare() {
        return true;
    }
}
