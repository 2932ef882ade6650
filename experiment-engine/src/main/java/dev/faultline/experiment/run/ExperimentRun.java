package dev.faultline.experiment.run;

import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Load;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.Condition;
import dev.faultline.experiment.step.FaultsStep;
import dev.faultline.experiment.step.LearnStep;
import dev.faultline.experiment.step.SplitStep;
import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.experiment.verdict.EndReason;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.SplitControl;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** An experiment from its begin: warm up, measure the baseline, inject, and the way back. */
public final class ExperimentRun extends Run {

    private static final Logger LOG = Logger.getLogger(ExperimentRun.class);

    /** Nothing waits longer to be undone. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(1);

    /** Null until it has begun. */
    private volatile @Nullable Journal journal;

    /** Null until something is injected. */
    private volatile @Nullable MethodRun method;

    /** Null if the document asks for none. */
    private LoadSlots.@Nullable Slot control;

    /** Null if nothing was sent. */
    private @Nullable LoadPlan loadBefore;

    private final ConditionWatch watch;

    ExperimentRun(String id, Experiment experiment, RunContext context) {
        super(id, experiment, context.time().clock().instant(), context);
        watch = new ConditionWatch(context.actuators(), context.threads(), this::changed);
        clock.listen(watch);
        recorder.enter(State.WARMUP);
    }

    private void changed(String what) {
        recorder.changed(what);
        clock.abort(new EndReason.Changed(what, clock.when()));
    }

    /**
     * Checks it against what there is to act on.
     *
     * @throws InvalidValue naming the step that can't be done here
     */
    void check() {
        PreflightCheck.check(experiment(), context.actuators(), context.time().nanoTime());
    }

    @Override
    ExperimentResult conduct() {
        EndReason reason = null;
        try {
            Journal begun = begin();
            warmUp();
            ExperimentResult.Phase baseline = baseline();
            inject(baseline, begun);
        } catch (Step.Aborted e) {
            reason = clock.endReason();
        } catch (ControlFailed | InvalidValue e) {
            String failure = String.valueOf(e.getMessage());
            EndReason before = clock.endReason();
            reason = before != null
                    ? before
                    : method == null ? new EndReason.CouldNotBegin(failure) : new EndReason.MethodFailed(failure);
        } finally {
            rollBack();
        }
        MethodRun injected = method;
        if (injected == null) {
            return result(reason, () -> Verdict.on(List.of()), rollback.residue());
        }
        Verdict.Finding finding = finding(injected);
        List<String> residue = new ArrayList<>(rollback.residue());
        clock.enter(State.VERIFY);
        if (loadChange() != null) {
            residue.add("it is not known whether all is well again: the load is not its own any more");
            return result(reason, finding, residue);
        }
        try {
            watchTheLoad();
            Optional<String> unhealthy = verify(source(), reason == null);
            Condition.Change lost = loadChange();
            if (lost == null) {
                unhealthy.ifPresent(residue::add);
            } else if (reason == null) {
                reason = new EndReason.Changed(lost.what(), "before it was seen that all is well again");
            }
        } catch (ControlFailed e) {
            residue.add("it is not known whether all is well again: " + e.getMessage());
        }
        return result(reason, finding, residue);
    }

    private Condition.@Nullable Change loadChange() {
        return watch.changes().get(Condition.LOAD);
    }

    private void watchTheLoad() {
        watch.acting(false);
        watch.expect(new Condition.Traffic(context.slot().traffic().revision()));
    }

    private Journal begin() {
        Journal begun = context.journals().begin(id(), experiment(), started());
        journal = begun;
        states.keep(begun);
        writeKilled();
        return begun;
    }

    private void warmUp() throws Step.Aborted {
        LoadControl traffic = context.slot().traffic();
        LoadPlan plan = experiment().plan();
        loadBefore = traffic.plan();
        Actuators.await(traffic.start(plan), plan.timeout());
        Load.Control wanted = experiment().load().control();
        if (wanted != null) {
            LoadSlots.Slot slot = context.slots().open();
            control = slot;
            Actuators.await(slot.traffic().start(wanted.slice(plan)), plan.timeout());
        }
        watch.expect(Condition.Traffic.of(plan, traffic));
        watchWhatIsThere();
        clock.pass(experiment().load().warmup(), ExperimentClock.WindowListener.NONE);
    }

    /** What no step sets may matter as well: the weights that the load is split by, and what the injector does with it. */
    private void watchWhatIsThere() {
        Actuators actuators = context.actuators();
        double injected = actuators.promise().injected();
        boolean splits = has(SplitStep.class);
        SplitControl split = actuators.split();
        if (split != null && (splits || !Double.isNaN(injected))) {
            expect(() -> Condition.Weights.of(split));
        }
        if (splits || has(FaultsStep.class) || has(LearnStep.class) || injected > 0) {
            expect(() -> new Condition.Faults(actuators.faults().replicas()));
        }
    }

    private boolean has(Class<? extends Step> kind) {
        return experiment().method().steps().stream().anyMatch(kind::isInstance);
    }

    /** What can't be had is not there, as far as anybody can tell; a step that needs it fails by itself. */
    private void expect(Supplier<Condition> found) {
        try {
            watch.expect(found.get());
        } catch (ControlFailed e) {
            LOG.debugf("experiment %s does not watch: %s", id(), e.getMessage());
        }
    }

    @Override
    void announce(String key, String how) {
        watch.announce(key, how);
    }

    @Override
    void beforeUndoing() {
        if (!rollback.isKilled()) {
            watch.lookAgain(LAST_LOOK);
        }
        watch.acting(true);
        watch.changes().forEach((key, change) -> {
            if (change.wanted() && !rollback.isKilled()) {
                rollback.leave(key, change.what(), context.actuators(), journal);
            }
        });
        watch.forgetAll();
    }

    private ExperimentResult.Phase baseline() throws Step.Aborted {
        clock.enter(State.BASELINE);
        Measurement measurement = source().ofHealth(experiment().baseline().gate());
        measurement.observe(experiment().baseline().duration());
        ExperimentResult.Phase baseline = measurement.judge().phase(State.BASELINE, control != null);
        phases.add(baseline);
        if (!baseline.isHealthy()) {
            clock.abort(new EndReason.UnhealthyBaseline(baseline.failures()));
            clock.throwIfAborted();
        }
        return baseline;
    }

    private void inject(ExperimentResult.Phase baseline, Journal begun) throws Step.Aborted {
        clock.enter(State.INJECT);
        MethodRun run = new MethodRun(
                experiment(),
                context.actuators(),
                recorder,
                source(),
                baseline.observation(),
                (key, undo) -> rollback.note(key, undo, begun),
                watch);
        method = run;
        run.run();
    }

    /** Judges what was measured. The last attempts may still be under way; the rollback has not waited for them. */
    private Verdict.Finding finding(MethodRun injected) {
        try {
            injected.phase().ifPresent(phases::add);
            return injected.finding();
        } catch (ControlFailed e) {
            Verdict open = new Verdict(Verdict.Outcome.INCONCLUSIVE, String.valueOf(e.getMessage()));
            return () -> open;
        }
    }

    private Measurement.Source source() {
        return source(control == null ? null : control.traffic());
    }

    @Override
    public @Nullable String level() {
        MethodRun run = method;
        return run == null || state() != State.INJECT ? null : run.level();
    }

    @Override
    @Nullable
    Journal journal() {
        return journal;
    }

    @Override
    @Nullable
    Curve curve() {
        MethodRun run = method;
        return run == null ? null : run.curve();
    }

    @Override
    CompletableFuture<Void> restoreLoad() {
        // A look that is under way must not take this for another hand's doing.
        watch.acting(true);
        try {
            Condition.Change change = loadChange();
            if (change != null && change.wanted()) {
                return CompletableFuture.completedFuture(null);
            }
            LoadControl traffic = context.slot().traffic();
            return loadBefore == null ? traffic.stop() : traffic.start(loadBefore);
        } finally {
            if (control != null) {
                control.close();
            }
        }
    }
}
