package dev.faultline.load.http;

import dev.faultline.load.engine.LoadRecorder;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.plan.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the mesh counts of one load, one reading after the other. Confined to the loop. */
final class MeshReadings {

    /** A proxy that takes longer delays no second: that one is without its figures. */
    private static final long PATIENCE_MILLIS = 300;

    private final MeshMeter meter;
    private final MeshMeter.Load load;
    private final LoadRecorder recorder;
    private final IntSupplier inFlight;
    private final Executor loop;
    private @Nullable Target target;
    private CompletableFuture<MeshReading> latest = CompletableFuture.completedFuture(MeshReading.none(Gap.UNMESHED));
    /** Whether that was read when the load began. */
    private boolean atBeginning;
    /** Whether the second under way has requests to another target too. */
    private boolean mixed;

    MeshReadings(MeshMeter meter, MeshMeter.Load load, LoadRecorder recorder, IntSupplier inFlight, Executor loop) {
        this.meter = meter;
        this.load = load;
        this.recorder = recorder;
        this.inFlight = inFlight;
        this.loop = loop;
    }

    /** Reads what was counted before a load begins; completes soon, also if the proxy does not answer. */
    CompletableFuture<MeshReading> before(@Nullable Target wanted) {
        return wanted == null || wanted.equals(target)
                ? CompletableFuture.completedFuture(MeshReading.none(Gap.UNMESHED))
                : soon(read(wanted));
    }

    /**
     * Notes that a load begins.
     *
     * @param wanted null if no mesh splits what it sends
     * @param before what {@link #before} has read
     */
    void begin(@Nullable Target wanted, MeshReading before) {
        if (wanted == null) {
            end();
        } else if (!wanted.equals(target)) {
            mixed = target != null;
            end();
            target = wanted;
            meter.enter(wanted, load);
            latest = CompletableFuture.completedFuture(before);
            atBeginning = true;
        }
    }

    /** Notes that there is no load any more, nor what is left of one. */
    void end() {
        if (target != null) {
            meter.leave(target, load);
            target = null;
        }
    }

    /** Ends a second: completes soon with what was counted in it; null without a load. */
    @Nullable
    CompletableFuture<MeshReading> second() {
        if (target == null) {
            return null;
        }
        CompletableFuture<MeshReading> before = latest;
        // The second that begins now has had no answers yet.
        latest = read(target, inFlight.getAsInt(), 0);
        atBeginning = false;
        if (mixed) {
            mixed = false;
            return CompletableFuture.completedFuture(MeshReading.none(Gap.CHANGED));
        }
        return soon(latest).thenApply(now -> now.since(before.getNow(MeshReading.none(Gap.LATE))));
    }

    /** Begins a span of time. */
    Span span() {
        return new Span(target, target == null || atBeginning ? latest : read(target));
    }

    /** A span of time, with what was counted before it. Confined to the loop. */
    final class Span {

        private final @Nullable Target spanned;
        private final CompletableFuture<MeshReading> before;

        private Span(@Nullable Target spanned, CompletableFuture<MeshReading> before) {
            this.spanned = spanned;
            this.before = before;
        }

        /** Ends it: completes soon with what was counted in it. */
        CompletableFuture<MeshReading> end() {
            if (spanned == null || (target != null && !spanned.equals(target))) {
                return CompletableFuture.completedFuture(MeshReading.none(target == null ? Gap.UNMESHED : Gap.CHANGED));
            }
            return soon(read(spanned)).thenApply(now -> now.since(before.getNow(MeshReading.none(Gap.LATE))));
        }
    }

    private CompletableFuture<MeshReading> read(Target wanted) {
        return read(wanted, inFlight.getAsInt(), recorder.ended());
    }

    private CompletableFuture<MeshReading> read(Target wanted, long underWay, long endedBefore) {
        return meter.read(wanted)
                .thenApplyAsync(
                        reading -> reading.uncertain(underWay + Math.max(0, recorder.ended() - endedBefore)), loop)
                // The loop has ended: nothing is measured any more.
                .exceptionally(failure -> MeshReading.none(Gap.LATE));
    }

    private static CompletableFuture<MeshReading> soon(CompletableFuture<MeshReading> reading) {
        return reading.copy().completeOnTimeout(MeshReading.none(Gap.LATE), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
