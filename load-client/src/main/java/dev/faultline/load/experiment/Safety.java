package dev.faultline.load.experiment;

import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.List;

/**
 * What bounds the harm.
 *
 * @param guard must not be violated while anything is injected: else it ends at once. Each looks over its own time, 5 s
 *     if it names none
 * @param deadline the longest from the start to the rollback
 * @param verify how it is seen that all is well again
 */
public record Safety(List<Threshold> guard, Duration deadline, Verification verify) {

    private static final String OVER = " over 5s";

    /** Fills in what was not given. */
    public Safety {
        Control.refuse("guard", guard);
        guard = guard == null ? List.of() : guard.stream().map(Safety::overTime).toList();
        Require.that(guard.size() <= Hypothesis.MOST, "guard", "must hold at most " + Hypothesis.MOST, guard.size());
        verify = verify == null ? Verification.STANDARD : verify;
        Require.between("deadline", deadline, Duration.ofSeconds(1), Experiment.LONGEST);
    }

    /** Returns what bounds a method that takes so long by its own plan: twice that and a minute. */
    static Duration deadline(Duration planned) {
        Duration generous = planned.multipliedBy(2).plusMinutes(1);
        return generous.compareTo(Experiment.LONGEST) > 0 ? Experiment.LONGEST : generous;
    }

    private static Threshold overTime(Threshold threshold) {
        return threshold.over() == null ? Threshold.of(threshold.text() + OVER) : threshold;
    }
}
