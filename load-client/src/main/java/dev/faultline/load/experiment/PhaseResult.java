package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in one phase.
 *
 * @param seconds how long attempts were due in it
 * @param tally what became of them
 * @param control what became of the control slice meanwhile; null without one
 * @param checks what was asked of them
 */
public record PhaseResult(
        State state, double seconds, Tally tally, @Nullable Tally control, List<Check> checks) {

    /** Returns what thresholds are judged on. */
    Observation observation() {
        return new Observation(tally, seconds);
    }
}
