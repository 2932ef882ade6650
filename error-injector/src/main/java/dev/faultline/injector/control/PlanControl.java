package dev.faultline.injector.control;

import dev.faultline.injector.plan.FaultPlan;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The plan in force, and changing it. Threadsafe; a change may wait for others, so never to be made on an event loop. */
public interface PlanControl extends AutoCloseable {

    /** Returns the plan in force here. */
    FaultPlan plan();

    /** Returns the plan in force here and the number of changes that led to it, read at one moment. */
    Revision revision();

    /**
     * Puts into force what {@code change} makes of the newest plan, and returns it. No other change comes between; if
     * {@code change} throws, nothing is changed. It may be called again, when another change came first.
     *
     * @throws StoreUnavailable if the other replicas can't be told; nothing is changed then
     */
    FaultPlan change(UnaryOperator<FaultPlan> change);

    /**
     * The kill switch: ends all faults at once, also those that requests ask for and those that hold requests back, until
     * the next change. Returns the plan that is left.
     *
     * @throws StoreUnavailable if the other replicas can't be told; here all faults have ended nevertheless
     */
    FaultPlan stop();

    /**
     * As {@link #stop}, unless {@code precondition} throws for the newest plan: then nothing is changed.
     *
     * @throws StoreUnavailable as {@link #stop}
     */
    FaultPlan stopIf(Consumer<FaultPlan> precondition);

    /**
     * Begins with that plan, unless replicas share another; returns once that is known, or can't be.
     *
     * @return the plan in force
     */
    FaultPlan start(FaultPlan first);

    /** Stops following other replicas. */
    @Override
    void close();

    /**
     * A plan in force.
     *
     * @param number grows with every change in this process, whoever makes it and whatever it says
     */
    record Revision(long number, FaultPlan plan) {}

    /** A change could not be shared with the other replicas. The message is a sentence that says what was done and why not more. */
    final class StoreUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String sentence;

        StoreUnavailable(String sentence, Throwable cause) {
            super(sentence, cause);
            this.sentence = sentence;
        }

        @Override
        public String getMessage() {
            return sentence;
        }
    }
}
