package dev.faultline.load.experiment;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done while the load goes on.
 *
 * @param steps in order; with a sweep those of its first level
 * @param sweep what is raised level by level; null if the steps are done once
 */
public record Method(List<Step> steps, @Nullable Sweep sweep) {

    static final int MAX_STEPS = 100;

    /** Checks that there is something to judge. */
    public Method {
        Require.present("method", steps);
        Require.between("method", steps.size(), 1, MAX_STEPS);
        steps = List.copyOf(steps);
        Require.that(
                steps.stream().anyMatch(HoldStep.class::isInstance),
                "method",
                "must hold for a while, with a step such as {\"hold\": \"20s\"}",
                "without one");
        if (steps.get(0) instanceof CheckStep) {
            throw new InvalidValue("method[0]", "must come after a hold to judge", "a check");
        }
    }

    /** Returns how long it takes at most, by its own plan. */
    public Duration planned() {
        return sweep == null ? planned(steps) : sweep.planned(planned(steps));
    }

    static Duration planned(List<Step> steps) {
        return steps.stream().map(Step::planned).reduce(Duration.ZERO, Duration::plus);
    }
}
