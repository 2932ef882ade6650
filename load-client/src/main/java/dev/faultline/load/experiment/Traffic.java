package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The load, as an experiment sees it. */
public interface Traffic {

    /** Returns the plan in force, null if no load runs. */
    @Nullable
    LoadPlan plan();

    /** Puts a plan in force. */
    CompletableFuture<Void> start(LoadPlan plan);

    /** Sends nothing more. */
    CompletableFuture<Void> stop();

    /** Ends a phase and begins the next; completes with the ended one's attempts when the last of them has ended. */
    CompletableFuture<Tally> turnPhase();
}
