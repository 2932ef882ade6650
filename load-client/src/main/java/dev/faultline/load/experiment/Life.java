package dev.faultline.load.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where an experiment is, and when it came there; each state is written down before it is entered. The state may be read
 * from any thread; all else is confined to that of the experiment.
 */
final class Life {

    private final LongSupplier nanoTime;
    private final List<Entered> entered = new ArrayList<>();
    private volatile State state = State.WARMUP;
    private @Nullable Journal journal;

    private record Entered(State state, long nanos) {}

    /** Begins with the warm-up. */
    Life(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        entered.add(new Entered(state, nanoTime.getAsLong()));
    }

    /** Writes to that journal from now on. */
    void keep(Journal kept) {
        journal = kept;
    }

    /** Goes on from where another process ended: nothing but the way back is left, and nothing of it is known yet. */
    void inherit() {
        state = State.BASELINE;
        entered.clear();
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
        entered.add(new Entered(next, nanoTime.getAsLong()));
    }

    State state() {
        return state;
    }

    /** Returns where it was at that time; before the first that is known, where it was then. */
    State at(long nanos) {
        State found = entered.isEmpty() ? state : entered.get(0).state();
        for (Entered each : entered) {
            found = nanos - each.nanos() >= 0 ? each.state() : found;
        }
        return found;
    }

    /** Returns the states that it has been in, oldest first, counted from {@code start}; the last goes on until {@code now}. */
    List<Passed> passed(long start, long now) {
        List<Passed> passed = new ArrayList<>();
        for (int i = 0; i < entered.size(); i++) {
            Entered each = entered.get(i);
            long end = i + 1 < entered.size() ? entered.get(i + 1).nanos() : now;
            passed.add(
                    new Passed(each.state(), Math.max(0, each.nanos() - start) / 1e9, Math.max(0, end - start) / 1e9));
        }
        return List.copyOf(passed);
    }
}
