package dev.faultline.injector.control;

import dev.faultline.injector.plan.FaultPlan;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Changes of the plan in force. Threadsafe; may wait for others, so never to be used from an event loop. */
public interface PlanControl extends AutoCloseable {

    /**
     * Puts into force what {@code change} makes of the newest plan, and returns it. No other change comes between; if
     * {@code change} throws, nothing is changed. It may be asked again, when another change came first.
     *
     * @throws NotShared if the other replicas can't be told; nothing is changed then
     */
    FaultPlan change(UnaryOperator<FaultPlan> change);

    /**
     * The kill switch: puts an end to all faults at once, also to those that requests ask for and to those that hold
     * requests back, until the next change. Returns the plan that is left.
     *
     * @throws NotShared if the other replicas can't be told; here it has ended all faults nevertheless
     */
    FaultPlan stop();

    /**
     * As {@link #stop}, unless {@code precondition} throws for the newest plan: then nothing is changed.
     *
     * @throws NotShared as {@link #stop}
     */
    FaultPlan stopIf(Consumer<FaultPlan> precondition);

    /** Begins with the plan that is in force now, unless replicas share another; returns once that is known, or can't be. */
    void start();

    /** Follows no others any more. */
    @Override
    void close();
}
