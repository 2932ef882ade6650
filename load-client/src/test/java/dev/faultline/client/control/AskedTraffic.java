package dev.faultline.client.control;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.InvalidValue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Sends nothing, and takes down what it is asked for. */
final class AskedTraffic implements LoadControl {

    /** The rates of the plans, and stop. */
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    volatile boolean refuses;

    @Override
    public Revision revision() {
        return Revision.NONE;
    }

    @Override
    public void check(LoadPlan plan) {
        if (refuses) {
            throw new InvalidValue("target", "must be allowed", plan.target());
        }
    }

    @Override
    public CompletableFuture<Void> start(LoadPlan plan) {
        asked.add(String.valueOf(plan.demand().rate()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> stop() {
        asked.add("stop");
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Recording record() {
        throw new UnsupportedOperationException("nothing is sent");
    }
}
