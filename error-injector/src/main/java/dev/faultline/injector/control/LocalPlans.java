package dev.faultline.injector.control;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.SharedPlan;
import dev.faultline.injector.server.PlanStore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The plan of this replica, which shares it with nobody. */
public final class LocalPlans implements PlanControl {

    private final PlanStore store;
    private final Runnable release;

    /** @param release lets go at once what is held back */
    public LocalPlans(PlanStore store, Runnable release) {
        this.store = store;
        this.release = release;
    }

    @Override
    public FaultPlan change(UnaryOperator<FaultPlan> change) {
        return store.change(change);
    }

    @Override
    public FaultPlan stop() {
        return stopIf(current -> {});
    }

    @Override
    public FaultPlan stopIf(Consumer<FaultPlan> precondition) {
        return stop(current -> {
            precondition.accept(current);
            return current.stopped();
        });
    }

    @Override
    public void start() {
        // What is in force stays so.
    }

    @Override
    public void close() {
        // There is nobody to follow.
    }

    FaultPlan plan() {
        return store.plan();
    }

    /** Puts that into force, whatever was. */
    FaultPlan put(SharedPlan shared) {
        return shared.stopped() ? stop(current -> shared.plan()) : store.change(current -> shared.plan());
    }

    private FaultPlan stop(UnaryOperator<FaultPlan> change) {
        FaultPlan stopped = store.stop(change);
        release.run();
        return stopped;
    }
}
