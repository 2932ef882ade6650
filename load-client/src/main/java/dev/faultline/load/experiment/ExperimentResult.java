package dev.faultline.load.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of an experiment that is over. Immutable.
 *
 * @param chronicle when what happened
 * @param curve what a sweep found; null without one
 */
public record ExperimentResult(
        String id,
        Experiment experiment,
        Span span,
        List<PhaseResult> phases,
        Chronicle chronicle,
        @Nullable Curve curve,
        List<Undone> undone,
        Verdict verdict) {

    /** Returns how it went, second by second. */
    public List<Moment> timeline() {
        return chronicle.timeline();
    }
}
