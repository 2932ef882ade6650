package dev.faultline.load.experiment;

import java.time.Instant;
import java.util.Map;

/**
 * What a process left behind: of an experiment that it ended in the middle of, or that was over but for what could not be
 * undone.
 *
 * @param state the last that it entered; {@link State#DONE} once it was over, whatever was tried since
 * @param killed whether nothing that injects is to be brought back
 * @param undos what it had done, or was about to do, oldest first, by key
 */
record Unfinished(
        String id,
        Experiment experiment,
        Instant started,
        State state,
        boolean killed,
        Map<String, Undo> undos,
        Journal journal) {

    /** Returns whether the experiment had got to its end. */
    boolean isOver() {
        return state == State.DONE;
    }

    /** Returns the same of an experiment that is known to have been over: the journal did not come to say so. */
    Unfinished over() {
        return new Unfinished(id, experiment, started, State.DONE, killed, undos, journal);
    }
}
