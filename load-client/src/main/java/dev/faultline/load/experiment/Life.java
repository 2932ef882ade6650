package dev.faultline.load.experiment;

import org.jspecify.annotations.Nullable;

/** Where an experiment is; each state is written down before it is entered. The state may be read from any thread. */
final class Life {

    private volatile State state = State.WARMUP;
    private @Nullable Journal journal;

    /** Writes to that journal from now on. */
    void keep(Journal kept) {
        journal = kept;
    }

    /** Goes on from where another process ended: nothing but the way back is left. */
    void inherit() {
        state = State.BASELINE;
    }

    /**
     * Enters the next state.
     *
     * @throws ControlFailed if it can't be written down and is not on the way back
     */
    void enter(State next) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException(state + " does not lead to " + next);
        }
        if (journal != null) {
            journal.entering(next);
        }
        state = next;
    }

    State state() {
        return state;
    }
}
