package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import java.util.List;

/**
 * What was seen in one phase.
 *
 * @param seconds how long attempts were due in it
 * @param tally what became of them
 * @param checks what was asked of them
 */
public record PhaseResult(State state, double seconds, Tally tally, List<Check> checks) {

    /** Returns what thresholds are judged on. */
    Observation observation() {
        return new Observation(tally, seconds);
    }
}
