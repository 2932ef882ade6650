package dev.faultline.load.experiment;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.InvalidValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One experiment's life: gate, inject, observe, roll back, verify, verdict. {@link #conduct()} runs on a thread of its
 * own; {@link #abort(String)} and {@link #state()} may be called from any.
 */
public final class ExperimentRun {

    private final String id;
    private final Experiment experiment;
    private final Surroundings around;
    private final Instant started;
    private final @Nullable Unfinished unfinished;
    private final Life life;
    private final Rollback rollback;
    private final Passage passage;
    private final List<PhaseResult> phases = new ArrayList<>();
    private volatile @Nullable Journal journal;
    private volatile boolean killed;
    private @Nullable Lane slice;
    private @Nullable LoadPlan loadBefore;
    private volatile @Nullable MethodRun method;

    /** An experiment that is to begin. */
    ExperimentRun(String id, Experiment experiment, Surroundings around) {
        this(id, experiment, around, around.time().clock().instant(), null);
    }

    /** What another process has left to be undone; an abort ends the patience with which that is tried. */
    ExperimentRun(Unfinished unfinished, Patience patience, Surroundings around) {
        this(unfinished.id(), unfinished.experiment(), around, unfinished.started(), unfinished);
        rollback.inherit(unfinished.undos(), patience, passage.aborted());
        if (unfinished.killed()) {
            rollback.kill();
        }
    }

    private ExperimentRun(
            String id, Experiment experiment, Surroundings around, Instant started, @Nullable Unfinished unfinished) {
        this.id = id;
        this.experiment = experiment;
        this.around = around;
        this.started = started;
        this.unfinished = unfinished;
        this.life = new Life(around.time().nanoTime());
        this.passage = new Passage(around, life, experiment.safety().deadline());
        this.rollback = new Rollback(around.time().pause(), passage::seconds);
    }

    /** Returns its name in the API and in reports. */
    public String id() {
        return id;
    }

    /** Returns what it does. */
    public Experiment experiment() {
        return experiment;
    }

    /** Returns when it began, by the clock on the wall. */
    public Instant started() {
        return started;
    }

    /** Returns whether it was over before, and only undoes what it had left behind. */
    public boolean isLate() {
        return unfinished != null && unfinished.isOver();
    }

    /** Returns where it is in its life. */
    public State state() {
        return life.state();
    }

    /** Returns the level of its sweep that is in force, as it is written; null if there is none. */
    public @Nullable String level() {
        MethodRun run = method;
        return run == null || life.state() != State.INJECT ? null : run.at();
    }

    /** Ends it as soon as can be, with everything undone; of several reasons the first counts. */
    public void abort(String reason) {
        passage.abort(reason);
    }

    /** Ends it too, and nothing that injects is brought back by that, not even what was there before. Returns at once. */
    void kill(String reason) {
        killed = true;
        rollback.kill();
        passage.abort(reason);
    }

    /** Has the next process know of {@link #kill}, should this one end before all is undone. */
    void writeKilled() {
        Journal now = journal;
        if (now != null && killed) {
            now.killed();
        }
    }

    /**
     * Checks it against what there is to act on.
     *
     * @throws dev.faultline.wire.InvalidValue naming the step that can't be done here
     */
    void check() {
        Feasibility.check(experiment, around.actuators(), around.time().nanoTime());
    }

    /** Lives it. Whatever happens, what was done is undone before this returns or throws. */
    ExperimentResult conduct() {
        String aborted = null;
        try {
            if (unfinished == null) {
                live();
            } else {
                aborted = inherit(unfinished);
            }
        } catch (Aborted e) {
            aborted = e.getMessage();
        } catch (ControlFailed | InvalidValue e) {
            aborted = (isInjecting() ? "the method failed: " : "it could not begin: ") + e.getMessage();
        } finally {
            passage.enter(State.ROLLBACK);
            rollback.undoAll(around.actuators(), journal);
        }
        Verdict.Finding finding = judge();
        List<String> residue = new ArrayList<>(rollback.residue());
        if (isInjecting() || (unfinished != null && (!isLate() || rollback.hasUndoneAny()))) {
            passage.enter(State.VERIFY);
            verify(aborted == null || unfinished != null).ifPresent(residue::add);
        }
        return result(Verdict.on(aborted, finding, residue, rollback.lasting()));
    }

    /** Returns the result of a life that ended in a failure of our own; {@link #conduct()} has undone what it could. */
    ExperimentResult broken(Throwable failure) {
        String aborted = "the experiment broke: " + failure;
        return result(Verdict.on(aborted, () -> Verdict.on(List.of()), rollback.residue(), rollback.lasting()));
    }

    private void live() throws Aborted {
        journal = around.journals().begin(id, experiment);
        life.keep(journalInUse());
        writeKilled();
        warmUp();
        baseline();
        passage.enter(State.INJECT);
        MethodRun run = new MethodRun(
                experiment, around, passage, looks(), phases.get(0).observation());
        method = run;
        passage.guard(run.guards());
        try {
            run.run((key, undo) -> rollback.note(key, undo, journalInUse()));
        } finally {
            passage.guard(Passage.Onlooker.NOBODY);
        }
    }

    private @Nullable String inherit(Unfinished left) {
        journal = left.journal();
        life.keep(left.journal());
        life.inherit();
        return left.isOver()
                ? null
                : "the process ended in the middle of it (" + left.state().wire() + "); what was left is undone now";
    }

    private Journal journalInUse() {
        return Objects.requireNonNull(journal, "a life begins with its journal");
    }

    private boolean isInjecting() {
        return method != null;
    }

    private void warmUp() throws Aborted {
        LoadPlan plan = experiment.plan();
        loadBefore = around.lane().traffic().plan();
        Looks.await(around.lane().traffic().start(plan), plan.timeout());
        Control control = experiment.load().control();
        if (control != null) {
            slice = around.lanes().open();
            Looks.await(slice.traffic().start(control.slice(plan)), plan.timeout());
        }
        passage.pass(experiment.load().warmup(), Passage.Onlooker.NOBODY);
    }

    private void baseline() throws Aborted {
        passage.enter(State.BASELINE);
        PhaseResult baseline = gate().pass(experiment.baseline().duration());
        phases.add(baseline);
        if (!Gate.holds(baseline)) {
            throw new Aborted("nothing was injected: the baseline is not healthy: " + Gate.failures(baseline));
        }
    }

    /** Judges what was observed. The last attempts may still be under way; the rollback has not waited for them. */
    private Verdict.Finding judge() {
        if (method == null) {
            return () -> isLate() ? Amendment.WELL : Verdict.on(List.of());
        }
        try {
            method.phase().ifPresent(phases::add);
            return method.finding();
        } catch (ControlFailed e) {
            Verdict open = new Verdict(Outcome.INCONCLUSIVE, e.getMessage());
            return () -> open;
        }
    }

    private Optional<String> verify(boolean patient) {
        try {
            return verified(patient);
        } catch (ControlFailed e) {
            return Optional.of("it is not known whether all is well again: " + e.getMessage());
        }
    }

    private Optional<String> verified(boolean patient) {
        Verification wanted = experiment.safety().verify();
        if (unfinished != null) {
            LoadPlan plan = experiment.plan();
            Looks.await(around.lane().traffic().start(plan), plan.timeout());
            passage.passCalmly(experiment.load().warmup(), Passage.Onlooker.NOBODY);
        }
        long latest = passage.now() + wanted.within().toNanos();
        Gate gate = gate();
        while (true) {
            PhaseResult verified = gate.passCalmly(wanted.duration());
            boolean healthy = Gate.holds(verified);
            if (healthy || !patient || passage.now() - latest >= 0) {
                phases.add(verified);
                return healthy
                        ? Optional.empty()
                        : Optional.of("not healthy after the rollback: " + Gate.failures(verified));
            }
        }
    }

    private Looks looks() {
        return new Looks(
                around.lane().traffic(),
                slice == null ? null : slice.traffic(),
                around.time().nanoTime(),
                experiment.plan().longestRequest());
    }

    private Gate gate() {
        return new Gate(experiment.baseline().gate(), passage, looks(), around.actuators()::promise, slice != null);
    }

    /** Puts the load back to what it was; returns why that is not so, null if it is. */
    private @Nullable String putLoadBack() {
        Traffic traffic = around.lane().traffic();
        if (slice != null) {
            slice.close();
        }
        try {
            Looks.await(
                    loadBefore == null ? traffic.stop() : traffic.start(loadBefore),
                    experiment.plan().timeout());
            return null;
        } catch (ControlFailed | InvalidValue e) {
            return "the load could not be put back to what it was: " + e.getMessage();
        }
    }

    private ExperimentResult result(Verdict found) {
        String load = putLoadBack();
        Verdict verdict = load == null ? found : new Verdict(found.outcome(), found.reason() + "; " + load);
        Span span = new Span(started, around.time().clock().instant());
        Curve curve = method == null ? null : method.curve();
        return new ExperimentResult(
                id, experiment, span, List.copyOf(phases), passage.chronicle(), curve, rollback.undone(), verdict);
    }

    /** The result is kept: ends the journal, unless something is left that the next process must try again. */
    void end() {
        life.enter(State.DONE);
        Journal used = journal;
        if (used != null) {
            if (rollback.isComplete()) {
                used.finish();
            }
            used.close();
        }
    }
}
