package dev.faultline.load.send;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import java.util.concurrent.CompletableFuture;

/**
 * The attempts that were due between two moments, however late they end: so that what began under a fault is counted
 * under it. Confined to the event loop that sends, but for {@link #done()}.
 */
final class Phase {

    private final Tally tally = new Tally();
    private final CompletableFuture<Tally> done = new CompletableFuture<>();
    private int open;
    private boolean over;

    /** Notes that an attempt was sent. */
    void sent() {
        open++;
    }

    /** Notes what became of an attempt. */
    void ended(Instants instants, Result result) {
        tally.record(instants, result);
        open--;
        completeIfDone();
    }

    /** Notes an arrival that could not be sent. */
    void shed() {
        tally.shed();
    }

    /** Notes that no more attempts will be sent in this phase. */
    void over() {
        over = true;
        completeIfDone();
    }

    /** Returns the tally, as soon as the phase is over and its last attempt has ended. */
    CompletableFuture<Tally> done() {
        return done;
    }

    private void completeIfDone() {
        if (over && open == 0) {
            done.complete(tally);
        }
    }
}
