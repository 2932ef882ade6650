package dev.faultline.injector.server;

import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.Environment;
import dev.faultline.injector.decide.HeaderCeiling;
import dev.faultline.injector.decide.Tallies;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.ProposedPlan;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The plan in force: read without a lock by every request, replaced whole by one change after the other. */
public final class PlanStore {

    private final LongSupplier seeds;
    private final Environment<Act> environment;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<Decider<Act>> inForce;

    /**
     * Starts with {@link FaultPlan#DEFAULT}.
     *
     * @param seeds for plans that name none
     * @param ceiling for faults that requests ask for; absent if they may not
     */
    public PlanStore(InstantSource clock, LongSupplier seeds, Tallies tallies, @Nullable HeaderCeiling ceiling) {
        this.seeds = seeds;
        environment = new Environment<>(clock, new VertxTransport(), tallies, ceiling);
        inForce = new AtomicReference<>(new Decider<>(FaultPlan.DEFAULT, seeds.getAsLong(), environment));
    }

    /** Has something run now and after every change, before the next one. */
    public synchronized void onChange(Runnable listener) {
        listeners.add(listener);
        listener.run();
    }

    /** Returns the plan in force. */
    public FaultPlan plan() {
        return decider().plan();
    }

    /**
     * Puts into force what {@code change} makes of the plan in force, and returns it. No other change comes between; if
     * {@code change} throws, nothing is changed.
     */
    public FaultPlan change(UnaryOperator<FaultPlan> change) {
        return change(change, environment);
    }

    /**
     * Puts a plan into force as of now, and returns it.
     *
     * @throws dev.faultline.wire.InvalidValue if it is no whole plan
     */
    public FaultPlan accept(ProposedPlan proposed) {
        FaultPlan plan = proposed.acceptedAt(environment.clock().instant());
        return change(before -> plan);
    }

    /** As {@link #change}, and until the next change requests don't get the faults that they ask for. */
    public FaultPlan stop(UnaryOperator<FaultPlan> change) {
        return change(change, environment.withoutHeaders());
    }

    private synchronized FaultPlan change(UnaryOperator<FaultPlan> change, Environment<Act> surroundings) {
        Decider<Act> next = new Decider<>(change.apply(plan()), seeds.getAsLong(), surroundings);
        inForce.set(next);
        environment.tallies().retain(next.series());
        listeners.forEach(Runnable::run);
        return next.plan();
    }

    Decider<Act> decider() {
        // NullAway cannot know that nothing puts a null there.
        return Objects.requireNonNull(inForce.get());
    }
}
