package dev.faultline.load.engine;

import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.plan.Target;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where a mesh tells what it counted: the proxy that all requests of this process pass. Threadsafe. */
public interface MeshSource {

    /** There is no mesh. */
    MeshSource NONE = new MeshSource() {
        @Override
        public boolean draws() {
            return false;
        }

        @Override
        public CompletableFuture<MeshReading> read(Target target) {
            return CompletableFuture.completedFuture(MeshReading.none(Gap.UNMESHED));
        }
    };

    /** Returns whether a mesh may choose the backend of a request for which this process does not; never blocks. */
    boolean draws();

    /**
     * Returns by what the requests to that target were routed lately, at once; empty if that is not known, as while there were
     * none.
     */
    default Optional<Routing> routing(Target target) {
        return Optional.empty();
    }

    /**
     * By what a Linkerd proxy routes the requests to a Service. It decides that once and keeps to it until nothing was sent to
     * the Service for {@link LoadControl#SILENCE}, whatever objects come and go meanwhile.
     */
    enum Routing {
        /** By routes of the Gateway API, or where there are none by none. */
        ROUTE,
        /** By a ServiceProfile, which is what a TrafficSplit becomes. */
        SERVICE_PROFILE
    }

    /**
     * Reads all that was counted so far of the responses to requests to that target. Never blocks and never fails;
     * completes when it is known, on any thread.
     */
    CompletableFuture<MeshReading> read(Target target);
}
