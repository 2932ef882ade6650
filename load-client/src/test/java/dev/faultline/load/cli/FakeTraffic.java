package dev.faultline.load.cli;

import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.wire.InvalidValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load that sends nothing: what was asked of it is kept, and it is over when the test says so. */
final class FakeTraffic implements Traffic {

    final List<LoadPlan> started = new ArrayList<>();
    final Tally tally = new Tally();
    boolean refuses;
    boolean endless;
    boolean stopped;
    private @Nullable LoadPlan plan;

    @Override
    public @Nullable LoadPlan plan() {
        return plan;
    }

    @Override
    public void check(LoadPlan wanted) {
        if (refuses) {
            throw new InvalidValue("target", "must be allowed", wanted.target());
        }
    }

    @Override
    public CompletableFuture<Void> start(LoadPlan wanted) {
        started.add(wanted);
        plan = endless ? wanted : null;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> stop() {
        stopped = true;
        plan = null;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Recording record() {
        return () -> CompletableFuture.completedFuture(tally);
    }
}
