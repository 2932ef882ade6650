package dev.faultline.load.engine;

import dev.faultline.load.engine.LoadControl.Pause;
import dev.faultline.load.engine.MeshMeter.Load;
import dev.faultline.load.plan.Target;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all loads of this process that go to one target from sending, until nothing was under way there for some time. An
 * open connection is enough for a proxy to keep what it has decided about a Service, so those are closed. Confined to the
 * loop of the load that asks for it.
 */
public final class Silence {

    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final MeshMeter meter;
    private final Target target;
    private final Load own;
    private final EventLoop loop;
    private final Set<Load> paused = new LinkedHashSet<>();
    private final CompletableFuture<Pause> over = new CompletableFuture<>();
    private CompletableFuture<?> pausing = CompletableFuture.completedFuture(null);
    private long begun;
    private @Nullable Long quietSince;

    /** @param own the load that asks, whether or not a mesh is asked about it */
    public Silence(MeshMeter meter, Target target, Load own, EventLoop loop) {
        this.meter = meter;
        this.target = target;
        this.own = own;
        this.loop = loop;
    }

    /** Begins; completes when all go on again. */
    public CompletableFuture<Pause> keep(Duration length, Duration atMost) {
        try {
            loop.at(loop.nanoTime(), () -> {
                begun = loop.nanoTime();
                watch(length.toNanos(), begun + atMost.toNanos());
            });
        } catch (RejectedExecutionException e) {
            // The process ends.
            over.completeExceptionally(e);
        }
        return over;
    }

    private void watch(long length, long latest) {
        pauseAll();
        long now = loop.nanoTime();
        boolean quiet = pausing.isDone() && paused.stream().allMatch(load -> load.inFlight() == 0);
        if (!quiet) {
            quietSince = null;
        } else if (quietSince == null) {
            quietSince = now;
            paused.forEach(load -> pausing = CompletableFuture.allOf(pausing, load.disconnect()));
        }
        boolean silent = quietSince != null && now - quietSince >= length;
        if (silent || over.isDone() || (quietSince == null && now - latest >= 0)) {
            end(silent);
        } else {
            loop.at(now + POLL_NANOS, () -> watch(length, latest));
        }
    }

    /** Loads that begin meanwhile too. */
    private void pauseAll() {
        pause(own);
        meter.loads(target).forEach(this::pause);
    }

    private void pause(Load load) {
        if (paused.add(load)) {
            pausing = CompletableFuture.allOf(pausing, load.pause()).exceptionally(ended -> null);
        }
    }

    private void end(boolean silent) {
        Pause pause = new Pause((loop.nanoTime() - begun) / 1e9, silent);
        pausing = CompletableFuture.allOf(paused.stream().map(Load::resume).toArray(CompletableFuture[]::new))
                .whenComplete((resumed, failure) -> over.complete(pause));
    }
}
