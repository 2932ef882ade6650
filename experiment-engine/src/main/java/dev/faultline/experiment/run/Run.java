package dev.faultline.experiment.run;

import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.journal.Rollback;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Safety;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.experiment.verdict.EndReason;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.platform.launch.Guarded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that is under way: an {@link ExperimentRun} from its begin, or the {@link Recovery} of what another process
 * left. Here is what they share: the way back, from the rollback to the result. {@link #conduct()} runs on a thread of its
 * own; {@link #abort(String)}, {@link #kill} and what only asks may be called from any.
 */
public abstract sealed class Run permits ExperimentRun, Recovery {

    private static final Logger LOG = Logger.getLogger(Run.class);

    final RunContext context;
    final TimelineRecorder recorder;
    final StateMachine states;
    final ExperimentClock clock;
    final Rollback rollback;
    final List<ExperimentResult.Phase> phases = new ArrayList<>();
    private final String id;
    private final Experiment experiment;
    private final Instant started;

    Run(String id, Experiment experiment, Instant started, RunContext context) {
        this.id = id;
        this.experiment = experiment;
        this.started = started;
        this.context = context;
        this.recorder = new TimelineRecorder(
                context.time().nanoTime(), context.time().clock().instant());
        this.states = new StateMachine(recorder);
        this.clock = new ExperimentClock(
                context, states, recorder, experiment.safety().deadline());
        this.rollback = new Rollback(context.time().pause(), recorder::seconds);
    }

    /** Returns its name in the API and in reports. */
    public final String id() {
        return id;
    }

    /** Returns what it does. */
    public final Experiment experiment() {
        return experiment;
    }

    /** Returns when it began, by the clock on the wall. */
    public final Instant started() {
        return started;
    }

    /** Returns where it is. */
    public final State state() {
        return states.state();
    }

    /** Returns whether it was over before, and only undoes what it had left behind. */
    public boolean isLate() {
        return false;
    }

    /** Returns the level of its sweep that is in force, as it is written; null if there is none. */
    public @Nullable String level() {
        return null;
    }

    /** Returns whether its load is that of the service, which the API shows. */
    final boolean isOnTheMainLoad() {
        return context.slot().traffic().equals(context.slots().main().traffic());
    }

    /** Ends it as soon as can be, with everything undone; of several reasons the first counts. */
    public final void abort(String reason) {
        clock.abort(new EndReason.Requested(reason));
    }

    /**
     * Somebody is about to change something that it rests on; that will end it, and stays.
     *
     * @param key one of those in {@link dev.faultline.experiment.step.Condition}
     * @param how such as {@code replaced over the API by 10.0.0.7}
     */
    void announce(String key, String how) {}

    /** Ends it too, and nothing that injects is brought back by that, not even what was there before. Returns at once. */
    final void kill(String reason) {
        rollback.kill();
        abort(reason);
    }

    /** Ends it too, and undoes what can be undone without waiting: another process is to go on with it. Returns at once. */
    final void abandon(String reason) {
        rollback.hasten();
        abort(reason);
    }

    /** Has the next process know of {@link #kill}, should this one end before all is undone. */
    final void writeKilled() {
        Journal now = journal();
        if (now != null && rollback.isKilled()) {
            now.killed();
        }
    }

    /** Does it. Whatever happens, what was done is undone before this returns or throws. */
    abstract ExperimentResult conduct();

    /** Returns the result if {@link #conduct()} ended in a failure of our own; it has undone what it could. */
    final ExperimentResult broken(Throwable failure) {
        return result(new EndReason.Broken(failure), () -> Verdict.on(List.of()), rollback.residue());
    }

    /** The result is kept: ends the journal, unless something is left that the next process must try again. */
    final void end() {
        states.enter(State.DONE);
        Journal used = journal();
        if (used != null) {
            if (rollback.isComplete()) {
                used.finish();
            }
            used.close();
        }
    }

    /** Returns what is written down before it is done; null as long as nothing is done. */
    abstract @Nullable Journal journal();

    /** Returns what its sweep has found; null without one. */
    @Nullable
    Curve curve() {
        return null;
    }

    /** Puts the load back to what it was before. */
    abstract CompletableFuture<Void> restoreLoad();

    /** Returns where measurements come from. */
    final Measurement.Source source(@Nullable LoadControl control) {
        return new Measurement.Source(
                clock,
                context.slot().traffic(),
                control,
                context.actuators()::promise,
                experiment.plan().longestRequest());
    }

    /** Undoes what was done, whatever becomes of what is to be seen before. */
    final void rollBack() {
        clock.enter(State.ROLLBACK);
        Guarded.task(LOG, "the last look before undoing experiment " + id, this::beforeUndoing)
                .run();
        rollback.undoAll(context.actuators(), journal());
    }

    /** The last chance to see what is not to be undone. */
    void beforeUndoing() {}

    /**
     * Measures after the rollback whether all is healthy again.
     *
     * @param source sliced if it has a control slice
     * @param patient whether it is tried again for the time that the document gives
     * @return why not; empty if it is
     */
    final Optional<String> verify(Measurement.Source source, boolean patient) {
        Safety.Verification wanted = experiment.safety().verify();
        long latest = clock.now() + wanted.within().toNanos();
        while (true) {
            Measurement measurement = source.ofHealth(experiment.baseline().gate());
            measurement.observeUninterrupted(wanted.duration());
            ExperimentResult.Phase verified = measurement.judge().phase(State.VERIFY, source.control() != null);
            if (verified.isHealthy() || !patient || clock.now() - latest >= 0) {
                phases.add(verified);
                return verified.isHealthy()
                        ? Optional.empty()
                        : Optional.of("not healthy after the rollback: " + verified.failures());
            }
        }
    }

    /** Returns what it comes to. Puts the load back. */
    final ExperimentResult result(@Nullable EndReason reason, Verdict.Finding finding, List<String> residue) {
        Verdict found = Verdict.on(reason, finding, residue, rollback.lasting());
        Verdict verdict = loadLeft()
                .map(left -> new Verdict(found.outcome(), found.reason() + "; " + left))
                .orElse(found);
        ExperimentResult.Span span =
                new ExperimentResult.Span(started, context.time().clock().instant());
        return new ExperimentResult(
                id, experiment, span, List.copyOf(phases), clock.timeline(), curve(), rollback.undone(), verdict);
    }

    private Optional<String> loadLeft() {
        return Optional.ofNullable(Guarded.failureOf(
                        () -> Actuators.await(restoreLoad(), experiment.plan().timeout())))
                .map(failure -> "the load could not be put back to what it was: " + Rollback.told("the load", failure));
    }
}
