package dev.faultline.load.engine;

import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.plan.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the figures of the mesh for all loads of this process. Its proxy can't tell them apart: while several send to one
 * target, none of them has figures. Threadsafe.
 */
public final class MeshMeter {

    private final MeshSource source;
    /** By host and port; without those that nobody sends to. */
    private final Map<String, List<Load>> loads = new HashMap<>();
    /** How often the number of loads of one target became one, or ceased to be. */
    private long changes;

    /** A load of this process. Threadsafe. */
    public interface Load {

        /** Begins no request until {@link #resume}; completes when that is so. */
        CompletableFuture<Void> pause();

        /** Ends a pause. Never fails. */
        CompletableFuture<Void> resume();

        /** Closes connections that carry nothing; others are opened when they are needed. */
        CompletableFuture<Void> disconnect();

        /** Returns how many requests are under way. */
        int inFlight();
    }

    /** @param source of the figures */
    public MeshMeter(MeshSource source) {
        this.source = source;
    }

    /** Returns whether a mesh may choose the backend of a request for which this process does not; never blocks. */
    public boolean draws() {
        return source.draws();
    }

    /** Returns by what the requests to that target were routed lately, as {@link MeshSource#routing} does. */
    public Optional<MeshSource.Routing> routing(Target target) {
        return source.routing(target);
    }

    /** Notes that a load begins to send to the target. */
    public synchronized void enter(Target target, Load load) {
        List<Load> now = loads.computeIfAbsent(key(target), key -> new ArrayList<>());
        now.add(load);
        changes += now.size() == 2 ? 1 : 0;
    }

    /** Notes that a load has ended. */
    public synchronized void leave(Target target, Load load) {
        List<Load> now = loads.getOrDefault(key(target), new ArrayList<>());
        if (now.remove(load)) {
            changes += now.size() == 1 ? 1 : 0;
            loads.values().removeIf(List::isEmpty);
        }
    }

    /** Returns the loads that send to the target. */
    public synchronized List<Load> loads(Target target) {
        return List.copyOf(loads.getOrDefault(key(target), List.of()));
    }

    /**
     * Reads all that was counted so far for that target; without counts if another load sends to it too. What lies between
     * two readings is without counts if another load did meanwhile. Never blocks and never fails.
     */
    public CompletableFuture<MeshReading> read(Target target) {
        long before = sharing(target);
        if (before < 0) {
            return CompletableFuture.completedFuture(MeshReading.none(Gap.SHARED));
        }
        return source.read(target).thenApply(reading -> reading.gap() != null ? reading : reading.sharedAt(before));
    }

    /** Returns the number of changes; negative while several loads send to the target. */
    private synchronized long sharing(Target target) {
        return loads(target).size() > 1 ? -1 : changes;
    }

    private static String key(Target target) {
        return target.host() + ":" + target.port();
    }
}
