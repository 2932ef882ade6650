package dev.faultline.load.experiment;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.split.SplitControl;
import dev.faultline.wire.InvalidValue;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment acts on. Calls block, at most some seconds.
 *
 * @param split null where there is none
 * @param traffic the load of the experiment
 */
public record Actuators(
        @Nullable SplitControl split, FaultControl faults, ChaosControl chaos, HttpControl http, Traffic traffic) {

    /**
     * Returns the split.
     *
     * @throws InvalidValue if there is none
     */
    SplitControl requireSplit() {
        if (split == null) {
            throw new InvalidValue(
                    "split",
                    "needs a route: set faultline.split.manifest, or in a cluster faultline.split.route",
                    "nothing");
        }
        return split;
    }

    /** Returns what the split in force lets expect of the load in force. */
    Promise promise() {
        LoadPlan plan = traffic.plan();
        return split == null || plan == null ? Promise.UNKNOWN : split.promise(plan);
    }

    /** Returns the same with another load. */
    Actuators with(Traffic other) {
        return new Actuators(split, faults, chaos, http, other);
    }
}
