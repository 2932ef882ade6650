package dev.faultline.load.experiment;

import dev.faultline.wire.Require;
import java.time.Duration;

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
    static final Verification STANDARD = new Verification(DURATION, WITHIN);

    /** Fills in what was not given. */
    public Verification {
        duration = duration == null ? DURATION : duration;
        within = within == null ? WITHIN : within;
        Require.between("duration", duration, Duration.ofSeconds(1), Experiment.LONGEST);
        Require.between("within", within, Duration.ofSeconds(1), Experiment.LONGEST);
    }
}
