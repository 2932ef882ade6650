package dev.faultline.experiment.model;

import dev.faultline.experiment.step.Step;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Target;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Require.between("warmup", warmup, Duration.ZERO, Step.LONGEST);
    }

    /**
     * How the control slice differs from the load, so that its requests pass by the faults: the same rate and the same
     * requests at the same time, sent elsewhere or marked for a route of their own. What happens to both is no effect of the
     * experiment.
     *
     * @param target where its requests go; where the load's go if not given
     * @param headers added to each of its requests; they replace those of the same name
     */
    public record Control(@Nullable Target target, Map<String, String> headers) {

        /** Fills in what was not given. */
        public Control {
            headers = headers == null ? Map.of() : headers;
            RequestSpec.checkHeaders(headers);
            headers = Map.copyOf(headers);
            Require.that(
                    target != null || !headers.isEmpty(),
                    "",
                    "must name a target or headers that lead past the faults",
                    "neither");
        }

        /** Returns the plan of the slice. */
        public LoadPlan slice(LoadPlan plan) {
            List<RequestSpec> requests =
                    plan.requests().stream().map(this::marked).toList();
            return plan.with(target == null ? plan.target() : target, requests);
        }

        /** Refuses thresholds that compare with the slice where it is not what decides. */
        static void refuse(String field, @Nullable List<Threshold> thresholds) {
            for (int i = 0; thresholds != null && i < thresholds.size(); i++) {
                Require.that(
                        !thresholds.get(i).namesControl(),
                        field + "[" + i + "]",
                        "must not compare with control: the hypothesis and checks do",
                        thresholds.get(i));
            }
        }

        private RequestSpec marked(RequestSpec request) {
            Map<String, String> all = new LinkedHashMap<>(request.headers());
            headers.forEach((name, value) -> {
                all.keySet().removeIf(name::equalsIgnoreCase);
                all.put(name, value);
            });
            return request.with(all);
        }
    }
}
