package dev.faultline.experiment.run;

import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.journal.Journals;
import dev.faultline.experiment.journal.RetryPolicy;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.verdict.EndReason;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.ControlFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The way back of an experiment that another process left: in the middle, or over but for what could not be undone. */
final class Recovery extends Run {

    private final Journals.Unfinished left;

    /** An abort ends the patience with which it is tried. */
    Recovery(Journals.Unfinished left, RetryPolicy patience, RunContext context) {
        super(left.id(), left.experiment(), left.started(), context);
        this.left = left;
        states.keep(left.journal());
        rollback.inherit(left.undos(), patience, clock.aborted());
        if (left.killed()) {
            rollback.kill();
        }
    }

    @Override
    public boolean isLate() {
        return left.isOver();
    }

    @Override
    ExperimentResult conduct() {
        rollBack();
        List<String> residue = new ArrayList<>(rollback.residue());
        if (!isLate() || rollback.hasUndoneAny()) {
            clock.enter(State.VERIFY);
            try {
                startLoad();
                verify(source(null), true).ifPresent(residue::add);
            } catch (ControlFailed e) {
                residue.add("it is not known whether all is well again: " + e.getMessage());
            }
        }
        return isLate()
                ? result(null, () -> LateRollback.WELL, residue)
                : result(new EndReason.ProcessEnded(left.state()), () -> Verdict.on(List.of()), residue);
    }

    /** Nothing tells whether all is well where nothing is sent. */
    private void startLoad() {
        LoadPlan plan = experiment().plan();
        Actuators.await(context.slot().traffic().start(plan), plan.timeout());
        clock.passUninterrupted(experiment().load().warmup(), ExperimentClock.WindowListener.NONE);
    }

    @Override
    Journal journal() {
        return left.journal();
    }

    @Override
    CompletableFuture<Void> restoreLoad() {
        return context.slot().traffic().stop();
    }
}
