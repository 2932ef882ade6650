package dev.faultline.load.experiment;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as it is written down. Immutable.
 *
 * @param warmup load that is not judged, before the baseline; 3 s if not given
 * @param method what is done while the load goes on, in order
 */
public record Experiment(
        String title,
        @Nullable String description,
        Hypothesis hypothesis,
        LoadPlan load,
        Duration warmup,
        Baseline baseline,
        List<Step> method,
        Verification verify) {

    /** The longest that any part may last. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final int MAX_STEPS = 100;

    /** Fills in what was not given and checks the rest. */
    public Experiment {
        Require.present("title", title);
        Require.present("hypothesis", hypothesis);
        Require.present("load", load);
        Require.that(load.duration() == null, "load.duration", "must not be given: the experiment ends", "one");
        warmup = warmup == null ? Duration.ofSeconds(3) : warmup;
        Require.between("warmup", warmup, Duration.ZERO, LONGEST);
        baseline = baseline == null ? Baseline.STANDARD : baseline;
        Require.present("method", method);
        Require.between("method", method.size(), 1, MAX_STEPS);
        method = List.copyOf(method);
        Require.that(
                method.stream().anyMatch(step -> !step.planned().isZero()),
                "method",
                "must hold for a while, with a step such as {\"hold\": \"20s\"}",
                "without one");
        verify = verify == null ? Verification.STANDARD : verify;
        for (Threshold threshold : hypothesis.thresholds()) {
            for (int i = 0; i < method.size(); i++) {
                Duration held = method.get(i).planned();
                if (!held.isZero()) {
                    lasts("method[" + i + "]", held, threshold);
                }
            }
        }
        for (Threshold threshold : baseline.gate()) {
            lasts("baseline.duration", baseline.duration(), threshold);
            lasts("verify.duration", verify.duration(), threshold);
        }
    }

    private static void lasts(String field, Duration duration, Threshold threshold) {
        Duration over = threshold.over();
        if (over != null && duration.compareTo(over) < 0) {
            throw new InvalidValue(
                    field,
                    "must last at least " + Durations.format(over) + ", since \"" + threshold + "\" looks over that",
                    Durations.format(duration));
        }
    }

    /** Returns how long it takes at least, from the warm-up to the first healthy look after the rollback. */
    public Duration planned() {
        Duration method = this.method.stream().map(Step::planned).reduce(Duration.ZERO, Duration::plus);
        return warmup.plus(baseline.duration()).plus(method).plus(verify.duration());
    }
}
