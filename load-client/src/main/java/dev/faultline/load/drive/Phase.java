package dev.faultline.load.drive;

import dev.faultline.load.measure.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that were due between two moments, however late they end: so that what began under a fault is counted
 * under it. Confined to the loop.
 */
final class Phase {

    private final List<Recorder> recorders;
    private final @Nullable Tally tally;
    private int open;
    private boolean over;

    /** @param recorders who wants to know; without any nothing is kept */
    Phase(List<Recorder> recorders) {
        this.recorders = List.copyOf(recorders);
        this.tally = recorders.isEmpty() ? null : new Tally();
        this.recorders.forEach(Recorder::await);
    }

    /** Returns what is recorded of this phase; null if nobody wants to know. */
    @Nullable
    Tally tally() {
        return tally;
    }

    /** Notes that a request has begun. */
    void began() {
        open++;
    }

    /** Notes that a request has ended, with all its attempts. */
    void ended() {
        open--;
        tellIfDone();
    }

    /** Notes that no more requests begin in this phase. */
    void over() {
        over = true;
        tellIfDone();
    }

    private void tellIfDone() {
        if (over && open == 0 && tally != null) {
            recorders.forEach(recorder -> recorder.add(tally));
        }
    }
}
