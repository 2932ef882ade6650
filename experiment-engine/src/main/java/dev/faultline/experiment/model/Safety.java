package dev.faultline.experiment.model;

import dev.faultline.experiment.step.Step;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.Require;
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
        Load.Control.refuse("guard", guard);
        guard = guard == null ? List.of() : guard.stream().map(Safety::overTime).toList();
        Require.that(
                guard.size() <= Step.MOST_THRESHOLDS,
                "guard",
                "must hold at most " + Step.MOST_THRESHOLDS,
                guard.size());
        verify = verify == null ? Verification.STANDARD : verify;
        Require.between("deadline", deadline, Duration.ofSeconds(1), Step.LONGEST);
    }

    /** Returns what bounds a method that takes so long by its own plan: twice that and a minute. */
    public static Duration deadline(Duration planned) {
        Duration generous = planned.multipliedBy(2).plusMinutes(1);
        return generous.compareTo(Step.LONGEST) > 0 ? Step.LONGEST : generous;
    }

    private static Threshold overTime(Threshold threshold) {
        return threshold.over() == null ? Threshold.of(threshold.text() + OVER) : threshold;
    }

    /**
     * How it is seen that all is well again after the rollback.
     *
     * @param duration how long each look lasts, 5 s if not given
     * @param within how soon a look must find the baseline's gate holding, 30 s if not given
     */
    public record Verification(Duration duration, Duration within) {

        private static final Duration DURATION = Duration.ofSeconds(5);
        private static final Duration WITHIN = Duration.ofSeconds(30);

        /** What holds where nothing else is asked. */
        public static final Verification STANDARD = new Verification(DURATION, WITHIN);

        /** Fills in what was not given. */
        public Verification {
            duration = duration == null ? DURATION : duration;
            within = within == null ? WITHIN : within;
            Require.between("duration", duration, Duration.ofSeconds(1), Step.LONGEST);
            Require.between("within", within, Duration.ofSeconds(1), Step.LONGEST);
        }
    }
}
