package dev.faultline.load.senders;

import dev.faultline.load.engine.Driver;
import dev.faultline.load.engine.Horizon;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Shard;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load of this process of which others send the rest. Threadsafe. */
public interface LoadPart extends LoadControl, MeshMeter.Load {

    /**
     * Puts a plan in force of which this sends a part, together with others: none until it is {@linkplain #assign assigned}
     * one and {@linkplain #grant granted} time. Fails as {@link #check} does.
     *
     * @param at when the plan's time begins, or began
     * @param recordings so many are begun with its first request
     */
    CompletableFuture<List<Recording>> startShared(LoadPlan plan, Instant at, Driver.Shared shared, int recordings);

    /** As {@link Driver#assign}. */
    void assign(@Nullable Shard shard, long from);

    /** As {@link Driver#grant}. */
    void grant(Horizon upTo);

    @Override
    int inFlight();
}
