package dev.faultline.load.chaostoolkit;

import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.load.experiment.Span;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Time;
import dev.faultline.load.experiment.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One run of an experiment of chaostoolkit: steady state, method, steady state, rollbacks. {@link #conduct()} runs on a
 * thread of its own; {@link #abort(String)} and {@link #state()} may be called from any.
 *
 * <p>What is done otherwise than by chaostoolkit: rollbacks are made on every way out once the method was begun, each of
 * them, whatever became of those before; a look at the steady state that finds it not met counts whenever it was; a probe
 * that has no answer is a deviation; an action that has none ends the method, since what follows would judge nothing.
 */
public final class ToolkitRun {

    /** How many looks during the method are kept for the journal; all of them count. */
    static final int LOOKS_KEPT = 100;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final String id;
    private final ToolkitExperiment experiment;
    private final Time time;
    private final Stop stop = new Stop();
    private final Player player;
    private final Ledger ledger;
    private final Instant started;
    private final Findings findings = new Findings();
    private final List<SteadyStateResult> during = new ArrayList<>();
    private final List<ActivityResult> method = new ArrayList<>();
    private final List<ActivityResult> rollbacks = new ArrayList<>();
    private @Nullable SteadyStateResult before;
    private @Nullable SteadyStateResult after;
    private final Set<Integer> left = new TreeSet<>();
    private boolean inherited;
    private volatile boolean late;
    private boolean begun;
    private long nextLook;
    private volatile State state = State.BASELINE;

    /**
     * A run that is yet to be conducted.
     *
     * @param ledger where it is written down that there is something to roll back
     */
    ToolkitRun(String id, ToolkitExperiment experiment, Exchange http, Time time, Ledger ledger) {
        this.id = id;
        this.experiment = experiment;
        this.time = time;
        this.player = new Player(http, time, stop);
        this.ledger = ledger;
        this.started = time.clock().instant();
        for (int i = 0; i < experiment.rollbacks().size(); i++) {
            left.add(i);
        }
    }

    /** Returns this, of which another process has begun the method, so that only the rollbacks are left. */
    ToolkitRun leftBehind() {
        inherited = true;
        return this;
    }

    /**
     * Returns this, which was over in another process, so that only those rollbacks are made that are left.
     *
     * @param which those, counted from 0; null if that is not known: then all are
     */
    ToolkitRun late(@Nullable Set<Integer> which) {
        late = true;
        if (which != null) {
            left.retainAll(which);
        }
        return leftBehind();
    }

    /** Keeps in a safe place that the method is begun. */
    interface Ledger {

        /**
         * The method is about to begin.
         *
         * @throws ControlFailed if it can't be written down; then it must not
         */
        void begin();

        /**
         * The run is over and its journal is written, but not all is rolled back.
         *
         * @param rollbacks those that are still to be made, counted from 0
         */
        void left(Set<Integer> rollbacks);

        /** Nothing is left to roll back. */
        void finish();
    }

    /** Returns its name in the API. */
    public String id() {
        return id;
    }

    /** Returns what it does. */
    public ToolkitExperiment experiment() {
        return experiment;
    }

    /** Returns whether it was over before, and only makes the rollbacks that it had left. */
    public boolean isLate() {
        return late;
    }

    /** Returns where it is in its life; it has neither warm-up nor verification. */
    public State state() {
        return state;
    }

    /** Ends it as soon as can be, with everything rolled back; of several reasons the first counts. */
    public void abort(String reason) {
        stop.raise(reason);
    }

    /** Lives it. Whatever happens, what was begun is rolled back before this returns or throws. */
    ToolkitResult conduct() {
        Ending ending = Ending.ABORTED;
        try {
            if (inherited) {
                begun = true;
                inherit();
            } else {
                live();
                ending = raised() ? Ending.FAILED : Ending.COMPLETED;
            }
        } catch (Stopped e) {
            ending = e.ending();
            findings.aborted(e.getMessage());
        } catch (ControlFailed e) {
            findings.aborted("it could not begin: " + e.getMessage());
        } finally {
            state = State.ROLLBACK;
            if (begun || experiment.always()) {
                rollBack();
            }
        }
        return result(ending, findings.verdict());
    }

    /** Returns the result of a run that ended in a failure of our own; {@link #conduct()} has rolled it back. */
    ToolkitResult broken(Throwable failure) {
        findings.aborted("the run broke: " + failure);
        return result(Ending.ABORTED, findings.verdict());
    }

    /** It is over and its result is kept. */
    void end() {
        if (begun && !left.isEmpty()) {
            ledger.left(left);
        }
        state = State.DONE;
    }

    private void inherit() {
        if (late) {
            findings.late();
        } else {
            findings.aborted("the process ended in the middle of it; it is rolled back now");
        }
    }

    private void live() throws Stopped {
        SteadyState steadyState = experiment.steadyState();
        if (steadyState != null && experiment.strategy().before()) {
            before = player.look(steadyState);
            if (!before.met()) {
                throw new Stopped(
                        Ending.FAILED, "nothing was done: the steady state is not met before: " + before.why());
            }
        }
        stop.throwIfStopped();
        ledger.begin();
        begun = true;
        state = State.INJECT;
        nextLook = time.now();
        for (Activity activity : experiment.method()) {
            perform(activity);
        }
        if (steadyState != null && experiment.strategy().during()) {
            lookDuring(steadyState);
        }
        if (steadyState != null && experiment.strategy().after()) {
            after = player.look(steadyState);
            findings.looked(after, "after the method");
        }
    }

    private void perform(Activity activity) throws Stopped {
        pause(activity.before());
        ActivityResult result = player.play(activity).discreet();
        method.add(result.brief());
        stop.throwIfStopped();
        findings.performed(result);
        if (!result.succeeded() && !activity.probe()) {
            throw new Stopped(Ending.FAILED, "the method failed: " + activity.title() + ": " + result.failure());
        }
        pause(activity.after());
    }

    /** Lets that time pass, and looks at the steady state meanwhile if that is wanted: on a grid, never to catch up. */
    private void pause(Duration wanted) throws Stopped {
        long end = time.now() + wanted.toNanos();
        SteadyState steadyState = experiment.strategy().during() ? experiment.steadyState() : null;
        while (true) {
            stop.throwIfStopped();
            if (steadyState != null && time.now() - nextLook >= 0) {
                lookDuring(steadyState);
            }
            long left = end - time.now();
            if (left <= 0) {
                return;
            }
            long slice = steadyState == null ? left : Math.min(left, Math.max(1, nextLook - time.now()));
            time.pause().atMost(Duration.ofNanos(slice), stop.event());
        }
    }

    private void lookDuring(SteadyState steadyState) throws Stopped {
        SteadyStateResult look = player.look(steadyState);
        findings.looked(look, "during the method");
        if (during.size() < LOOKS_KEPT) {
            during.add(look);
        }
        nextLook = Math.max(nextLook + BETWEEN_LOOKS.toNanos(), time.now());
    }

    private boolean raised() {
        return after != null && after.raised();
    }

    private void rollBack() {
        for (int i : List.copyOf(left)) {
            ActivityResult result = player.rollBack(experiment.rollbacks().get(i));
            rollbacks.add(result);
            findings.rolledBack(result);
            if (result.succeeded()) {
                left.remove(i);
            }
        }
        if (left.isEmpty() && begun) {
            ledger.finish();
        }
    }

    private ToolkitResult result(Ending ending, Verdict verdict) {
        return new ToolkitResult(
                id,
                experiment,
                new Span(started, time.clock().instant()),
                new ToolkitResult.Looks(before, List.copyOf(during), after, findings.deviated()),
                new ToolkitResult.Plays(List.copyOf(method), List.copyOf(rollbacks)),
                ending,
                verdict,
                late);
    }
}
