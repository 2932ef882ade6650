package dev.faultline.injector.control;

import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.plan.FaultPlan;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The plan in force in this replica, ready to decide: read without a lock by every request, replaced whole by one change
 * after the other. Threadsafe.
 *
 * @param <A> what the server performs
 */
public final class PlanStore<A> implements PlanControl {

    private final LongSupplier seeds;
    private final Decider.Environment<A> environment;
    private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> endListeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<Decider<A>> inForce;
    private long changes;

    /**
     * Starts with {@link FaultPlan#DEFAULT}.
     *
     * @param seeds for plans that name none
     */
    public PlanStore(LongSupplier seeds, Decider.Environment<A> environment) {
        this.seeds = seeds;
        this.environment = environment;
        inForce = new AtomicReference<>(new Decider<>(FaultPlan.DEFAULT, seeds.getAsLong(), environment));
    }

    /** Has something run now and after every change, before the next one. */
    public synchronized void onChange(Runnable listener) {
        changeListeners.add(listener);
        listener.run();
    }

    /** Has something run whenever all faults must end at once, also those that hold requests back. */
    public void onEnd(Runnable listener) {
        endListeners.add(listener);
    }

    /** Returns what decides about requests now. */
    public Decider<A> decider() {
        // NullAway cannot know that nothing puts a null there.
        return Objects.requireNonNull(inForce.get());
    }

    @Override
    public FaultPlan plan() {
        return decider().plan();
    }

    @Override
    public synchronized Revision revision() {
        return new Revision(changes, plan());
    }

    @Override
    public FaultPlan change(UnaryOperator<FaultPlan> change) {
        return change(change, environment);
    }

    @Override
    public FaultPlan stop() {
        return stop(FaultPlan::stopped);
    }

    @Override
    public FaultPlan stopIf(Consumer<FaultPlan> precondition) {
        return stop(current -> {
            precondition.accept(current);
            return current.stopped();
        });
    }

    @Override
    public FaultPlan start(FaultPlan first) {
        return change(before -> first);
    }

    @Override
    public void close() {
        // There is nobody to follow.
    }

    /** As {@link #change}, ends all faults, and until the next change requests don't get the faults that they ask for. */
    FaultPlan stop(UnaryOperator<FaultPlan> change) {
        FaultPlan stopped = change(change, environment.withoutHeaders());
        endListeners.forEach(Runnable::run);
        return stopped;
    }

    /** Ends the faults of a plan whose time has passed; returns whether it was the one in force. */
    boolean end(Decider<A> decider) {
        decider.end();
        boolean current = decider.equals(decider());
        if (current) {
            endListeners.forEach(Runnable::run);
        }
        return current;
    }

    private synchronized FaultPlan change(UnaryOperator<FaultPlan> change, Decider.Environment<A> surroundings) {
        Decider<A> next = new Decider<>(change.apply(plan()), seeds.getAsLong(), surroundings);
        inForce.set(next);
        changes++;
        environment.counters().retain(next.series());
        changeListeners.forEach(Runnable::run);
        return next.plan();
    }
}
