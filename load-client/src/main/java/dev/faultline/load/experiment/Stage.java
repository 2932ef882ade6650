package dev.faultline.load.experiment;

import dev.faultline.load.slo.Threshold;
import java.time.Duration;
import java.util.List;

/** What the steps of an experiment can do. Confined to the thread of the experiment. */
interface Stage {

    /** Returns what can be acted on. */
    Actuators actuators();

    /**
     * Writes down how to undo what is about to be done; undone last first, on every way out. Of several with one key
     * the first counts: it leads back to what was before all of them.
     *
     * @throws ControlFailed if it can't be written down; then it must not be done
     */
    void undo(String key, Undo undo);

    /** Lets the load go on for so long and judges what happens meanwhile. */
    void observe(Duration duration) throws Aborted;

    /** Judges thresholds on what was observed last. */
    void check(List<Threshold> thresholds) throws Aborted;

    /** Returns how long the experiment may still take, by its own plan. */
    Duration remaining();
}
