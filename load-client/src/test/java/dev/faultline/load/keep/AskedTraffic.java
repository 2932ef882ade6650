package dev.faultline.load.keep;

import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.InvalidValue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Sends nothing, and takes down what it is asked for. */
final class AskedTraffic implements Traffic {

    /** The rates of the plans, and stop. */
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    volatile boolean refuses;

    @Override
    public @Nullable LoadPlan plan() {
        return null;
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
