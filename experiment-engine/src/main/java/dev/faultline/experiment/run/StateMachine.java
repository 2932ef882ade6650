package dev.faultline.experiment.run;

import dev.faultline.experiment.journal.Journal;
import dev.faultline.experiment.verdict.State;
import org.jspecify.annotations.Nullable;

/**
 * Where an experiment is; each state is written to the journal before it is entered. The state may be read from any
 * thread; all else is confined to that of the experiment.
 */
final class StateMachine {

    private final TimelineRecorder recorder;
    private volatile State state = State.WARMUP;
    private @Nullable Journal journal;

    /** Begins with the warm-up. */
    StateMachine(TimelineRecorder recorder) {
        this.recorder = recorder;
    }

    /** Writes to that journal from now on. */
    void keep(Journal kept) {
        journal = kept;
    }

    /**
     * Enters the next state.
     *
     * @throws dev.faultline.platform.wire.ControlFailed if it can't be written down and is not on the way back
     */
    void enter(State next) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException(state + " does not lead to " + next);
        }
        if (journal != null) {
            journal.entering(next);
        }
        state = next;
        recorder.enter(next);
    }

    State state() {
        return state;
    }
}
