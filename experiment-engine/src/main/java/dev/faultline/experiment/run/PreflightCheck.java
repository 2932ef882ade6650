package dev.faultline.experiment.run;

import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Load;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.LoadStep;
import dev.faultline.experiment.step.Step;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Checks before an experiment begins whether it can be done here, as far as that can be known: each step, at each level of
 * its sweep. Confined to one thread. Blocks for at most six seconds: {@link #AT_MOST}, and one more for the last answer.
 */
final class PreflightCheck {

    private static final Logger LOG = Logger.getLogger(PreflightCheck.class);

    /** What was not asked by then turns out when the step is done: other experiments wait for this answer. */
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final Actuators actuators;
    private final LongSupplier nanoTime;
    private final long deadline;

    /** The step checked last at each place of the method: most are the same at every level. */
    private final Map<Integer, Step> before = new HashMap<>();

    /** Kinds of steps whose counterpart did not answer. */
    private final Set<Class<? extends Step>> unanswered = new HashSet<>();

    private PreflightCheck(Actuators actuators, LongSupplier nanoTime) {
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
        Load.Control control = experiment.load().control();
        if (control != null) {
            within("control", () -> actuators.traffic().check(control.slice(experiment.plan())));
        }
        PreflightCheck preflight = new PreflightCheck(actuators, nanoTime);
        experiment.method().levels().forEach(steps -> preflight.check(experiment.plan(), steps));
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
            // It may answer when the step is done, and that is no fault of the document.
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
