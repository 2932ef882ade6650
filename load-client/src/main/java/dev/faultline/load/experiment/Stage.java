package dev.faultline.load.experiment;

import dev.faultline.load.split.EmbeddedSplit;
import java.time.Duration;

/** What the steps of an experiment can act on. Confined to the thread of the experiment. */
interface Stage {

    /**
     * Returns the split to change.
     *
     * @throws dev.faultline.wire.InvalidValue if there is none here
     */
    EmbeddedSplit split();

    /** Returns the injector's plan to change. */
    FaultControl faults();

    /** Notes how to undo what is about to be done; undone last first, on every way out. */
    void undo(String what, Runnable undo);

    /** Lets the load go on for so long and judges what happens meanwhile. */
    void observe(Duration duration) throws Aborted;

    /** Returns how long the experiment may still take, by its own plan. */
    Duration remaining();
}
