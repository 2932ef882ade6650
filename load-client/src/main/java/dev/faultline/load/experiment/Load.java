package dev.faultline.load.experiment;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The traffic that an experiment judges.
 *
 * @param plan in force from the start; has no end of its own
 * @param warmup how long it goes on before anything is judged; 3 s if not given
 * @param control the same load at the same time past the faults, to compare with; null without
 */
public record Load(LoadPlan plan, Duration warmup, @Nullable Control control) {

    private static final Duration WARMUP = Duration.ofSeconds(3);

    /** Fills in what was not given and checks the rest. */
    public Load {
        Require.present("load", plan);
        Require.that(plan.duration() == null, "load.duration", "must not be given: the experiment ends", "one");
        warmup = warmup == null ? WARMUP : warmup;
        Require.between("warmup", warmup, Duration.ZERO, Experiment.LONGEST);
    }
}
