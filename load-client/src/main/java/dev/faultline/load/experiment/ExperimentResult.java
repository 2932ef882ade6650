package dev.faultline.load.experiment;

import java.time.Instant;
import java.util.List;

/** All that is known of an experiment that is over. Immutable. */
public record ExperimentResult(
        String id,
        Experiment experiment,
        Instant started,
        Instant ended,
        List<PhaseResult> phases,
        List<Undone> undone,
        Verdict verdict) {}
