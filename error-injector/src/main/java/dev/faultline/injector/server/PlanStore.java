package dev.faultline.injector.server;

import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.Tallies;
import dev.faultline.injector.plan.FaultPlan;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The plan in force: read without a lock by every request, replaced whole by one change after the other. */
public final class PlanStore {

    private final InstantSource clock;
    private final LongSupplier seeds;
    private final Tallies tallies;
    private final Runnable changed;
    private final VertxTransport transport = new VertxTransport();
    private final AtomicReference<Decider<Act>> inForce;

    /**
     * Starts with {@link FaultPlan#DEFAULT}.
     *
     * @param seeds for plans that name none
     * @param changed is run after every change, and at the start
     */
    public PlanStore(InstantSource clock, LongSupplier seeds, Tallies tallies, Runnable changed) {
        this.clock = clock;
        this.seeds = seeds;
        this.tallies = tallies;
        this.changed = changed;
        inForce = new AtomicReference<>(prepare(FaultPlan.DEFAULT));
        changed.run();
    }

    /** Returns the plan in force. */
    public FaultPlan plan() {
        return decider().plan();
    }

    /**
     * Puts into force what {@code change} makes of the plan in force, and returns it. No other change comes between; if
     * {@code change} throws, nothing is changed.
     */
    public synchronized FaultPlan change(UnaryOperator<FaultPlan> change) {
        Decider<Act> next = prepare(change.apply(plan()));
        inForce.set(next);
        tallies.retain(next.series());
        changed.run();
        return next.plan();
    }

    Decider<Act> decider() {
        // NullAway cannot know that nothing puts a null there.
        return Objects.requireNonNull(inForce.get());
    }

    private Decider<Act> prepare(FaultPlan plan) {
        return new Decider<>(plan, seeds.getAsLong(), clock, transport, tallies);
    }
}
