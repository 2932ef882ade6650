package dev.faultline.client.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.client.api.KnownExperiments;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a dashboard shows besides figures; the README of this service documents its JSON. Immutable.
 *
 * @param time when it was seen, in milliseconds since the epoch
 * @param instance what no other process is called, nor this one after a restart
 * @param version of Faultline
 * @param load the plan in force; null if nothing is sent
 * @param target where the load goes, or the last one went, or one would be split; null if there is none of these
 * @param split null if there is none
 * @param injector where its control API is
 * @param experiments the latest, newest first; none that is under way is missing
 * @param marks the latest events, oldest first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record DashboardState(
        long time,
        String instance,
        String version,
        @Nullable LoadPlan load,
        @Nullable Target target,
        @Nullable SplitState split,
        InjectorState faults,
        String injector,
        List<ExperimentState> experiments,
        List<EventLog.Event> marks) {

    /**
     * The split; either its weights or a problem.
     *
     * @param by who draws the backends: {@code embedded}, or the object that a mesh draws by
     * @param injector which of the backends injects
     * @param problem why the weights are not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SplitState(
            @Nullable Map<String, Integer> weights,
            @Nullable String by,
            @Nullable String injector,
            @Nullable String problem) {}

    /**
     * What the injector says of itself; either its plan and counts or a problem.
     *
     * @param problem why it says nothing
     * @param seen when it last answered, in milliseconds since the epoch; null if it never did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record InjectorState(
            @Nullable JsonNode plan,
            @Nullable JsonNode stats,
            @Nullable String problem,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Long seen) {

        private InjectorState timeless() {
            return new InjectorState(plan, stats, problem, null);
        }
    }

    /**
     * An experiment.
     *
     * @param plannedSeconds how long it takes at most; null if that is not known any more
     * @param reason of its verdict; null until there is one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExperimentState(
            @JsonUnwrapped KnownExperiments.Status status,
            @Nullable Long plannedSeconds,
            @Nullable String reason) {}

    /** Returns this without when it was seen: two states that are equal without it say the same. */
    DashboardState timeless() {
        return new DashboardState(
                0, instance, version, load, target, split, faults.timeless(), injector, experiments, marks);
    }
}
