package dev.faultline.load.experiment;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Whether an experiment can be done here, as far as that can be told before anything of it is done: each step, at each
 * level of its sweep. Confined to one thread; blocks six seconds at most: {@link #AT_MOST}, and one more for the last answer.
 */
final class Feasibility {

    private static final Logger LOG = Logger.getLogger(Feasibility.class);

    /** What is not asked by then is found out when it is done: other experiments wait for this answer. */
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final Actuators actuators;
    private final LongSupplier nanoTime;
    private final long deadline;

    /** What was looked at last at each place of the method: most steps are the same at every level. */
    private final Map<Integer, Step> before = new HashMap<>();

    /** Steps whose counterpart could not be asked. */
    private final Set<Class<? extends Step>> unanswered = new HashSet<>();

    private Feasibility(Actuators actuators, LongSupplier nanoTime) {
        this.actuators = actuators;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + AT_MOST.toNanos();
    }

    /**
     * Checks an experiment against what there is to act on.
     *
     * @param nanoTime monotonic time
     * @throws InvalidValue naming the field that asks for what can't be done here
     */
    static void check(Experiment experiment, Actuators actuators, LongSupplier nanoTime) {
        within("load", () -> actuators.traffic().check(experiment.plan()));
        Control control = experiment.load().control();
        if (control != null) {
            within("control", () -> actuators.traffic().check(control.slice(experiment.plan())));
        }
        Feasibility feasibility = new Feasibility(actuators, nanoTime);
        experiment.method().levels().forEach(steps -> feasibility.check(experiment.plan(), steps));
    }

    private void check(LoadPlan plan, List<Step> steps) {
        LoadPlan load = plan;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step instanceof LoadStep change) {
                LoadPlan changed = change.patched(load);
                within("method[" + i + "].load", () -> actuators.traffic().check(changed));
                load = changed;
            } else if (!step.equals(before.put(i, step))) {
                within("method[" + i + "]", () -> ask(step));
            }
        }
    }

    private void ask(Step step) {
        if (unanswered.contains(step.getClass()) || nanoTime.getAsLong() - deadline >= 0) {
            return;
        }
        try {
            step.check(actuators);
        } catch (ControlFailed e) {
            // That may be another when the step is done, and is no fault of the document.
            LOG.debugf("not checked beforehand: %s", e.getMessage());
            unanswered.add(step.getClass());
        }
    }

    private static void within(String field, Runnable check) {
        try {
            check.run();
        } catch (InvalidValue e) {
            throw e.within(field);
        }
    }
}
