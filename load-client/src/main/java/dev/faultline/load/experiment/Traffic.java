package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The load, as an experiment sees it. */
public interface Traffic {

    /** Returns the plan in force, null if no load runs. */
    @Nullable
    LoadPlan plan();

    /**
     * Checks a plan against what this process may do.
     *
     * @throws dev.faultline.wire.InvalidValue naming the field that goes beyond
     */
    void check(LoadPlan plan);

    /** Puts a plan in force. Fails as {@link #check} does. */
    CompletableFuture<Void> start(LoadPlan plan);

    /** Sends nothing more. */
    CompletableFuture<Void> stop();

    /**
     * Cuts the second that is under way: completes with what has ended in it so far, or since the last such cut in it, before
     * the second itself is among {@link Lane#seconds()}, which holds all of it. Fails where that can't be; never throws.
     */
    default CompletableFuture<Window> cut() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("seconds can't be cut"));
    }

    /** Begins to record what is due from now on; several may record at the same time. */
    Recording record();

    /**
     * Puts a plan in force and begins to record with its first request. Fails as {@link #check} does. Where that can't be
     * at one moment, some requests of the plan before may be recorded too.
     */
    default CompletableFuture<Recording> startRecorded(LoadPlan plan) {
        Recording recording = record();
        return start(plan).thenApply(inForce -> recording);
    }

    /** The requests that are due between two moments, however late they end. */
    interface Recording {

        /**
         * Ends it, once; completes with what became of every request that was due meanwhile, when the last of them has
         * ended: at the latest after the plan's timeout and its retries.
         */
        CompletableFuture<Tally> stop();
    }
}
