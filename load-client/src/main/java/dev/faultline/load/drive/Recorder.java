package dev.faultline.load.drive;

import dev.faultline.load.measure.Tally;
import java.util.concurrent.CompletableFuture;

/** A sum of phases: what was due while somebody recorded. Confined to the loop, but for {@link #done()}. */
public final class Recorder {

    private final Tally sum = new Tally();
    private final CompletableFuture<Tally> done = new CompletableFuture<>();
    private int awaited;
    private boolean stopped;

    /** Notes a phase that is to be added. */
    void await() {
        awaited++;
    }

    /** Adds a phase whose requests have all ended. */
    void add(Tally phase) {
        sum.add(phase);
        awaited--;
        completeIfDone();
    }

    /** Notes that no more phases will come. */
    void stop() {
        stopped = true;
        completeIfDone();
    }

    /** Returns the sum, as soon as it is whole. */
    public CompletableFuture<Tally> done() {
        return done;
    }

    private void completeIfDone() {
        if (stopped && awaited == 0) {
            done.complete(sum);
        }
    }
}
