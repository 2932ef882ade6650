package dev.faultline.load.slo;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Tally;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A figure that a threshold can speak of. */
public sealed interface Metric permits SuccessRate, Share, Quantile {

    /** Returns the figure with its interval; nothing where there are no samples. */
    Optional<Estimate> measure(Tally tally);

    /** Returns whose attempts are meant; null for all. */
    @Nullable
    Answerer of();

    /** Returns whether the figure is a share; else it is a time. */
    boolean isShare();
}
