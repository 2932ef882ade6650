package dev.faultline.client.cli;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load that sends nothing: what was asked of it is kept, and it is over when the test says so. */
final class FakeTraffic implements LoadControl {

    final List<LoadPlan> started = new ArrayList<>();
    final Tally tally = new Tally();

    @Nullable
    Instant startedAt;

    boolean refuses;
    boolean endless;
    boolean stopped;
    Runnable whenStarted = () -> {};
    private Revision revision = Revision.NONE;

    @Override
    public Revision revision() {
        return revision;
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
        revision = revision.next(endless ? wanted : null);
        whenStarted.run();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Recording> startRecorded(LoadPlan wanted, Instant at) {
        startedAt = at;
        return start(wanted).thenApply(inForce -> record());
    }

    @Override
    public CompletableFuture<Void> stop() {
        stopped = true;
        revision = revision.next(null);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Recording record() {
        return () -> CompletableFuture.completedFuture(tally);
    }
}
