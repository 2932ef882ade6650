package dev.faultline.experiment.model;

import dev.faultline.experiment.step.Step;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.List;

/**
 * What healthy means, and how long it is looked at before anything is injected.
 *
 * @param duration 10 s if not given
 * @param gate what must hold at face value; {@code success_rate >= 99.9%} if not given
 */
public record Baseline(Duration duration, List<Threshold> gate) {

    private static final Duration DURATION = Duration.ofSeconds(10);
    private static final List<Threshold> GATE = List.of(Threshold.of("success_rate >= 99.9%"));

    /** What holds where nothing else is asked. */
    public static final Baseline STANDARD = new Baseline(DURATION, GATE);

    /** Fills in what was not given. */
    public Baseline {
        duration = duration == null ? DURATION : duration;
        Require.between("duration", duration, Duration.ofSeconds(1), Step.LONGEST);
        Load.Control.refuse("gate", gate);
        gate = gate == null ? GATE : List.copyOf(gate);
        Require.that(
                gate.size() <= Step.MOST_THRESHOLDS, "gate", "must hold at most " + Step.MOST_THRESHOLDS, gate.size());
    }
}
