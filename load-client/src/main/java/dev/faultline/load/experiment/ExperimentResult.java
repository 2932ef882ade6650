package dev.faultline.load.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of an experiment that is over. Immutable.
 *
 * @param timeline how it went, second by second
 * @param curve what a sweep found; null without one
 */
public record ExperimentResult(
        String id,
        Experiment experiment,
        Span span,
        List<PhaseResult> phases,
        List<Moment> timeline,
        @Nullable Curve curve,
        List<Undone> undone,
        Verdict verdict) {}
