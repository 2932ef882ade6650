package dev.faultline.client.control;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import org.jspecify.annotations.Nullable;

/** A load that a restart forgets. */
public final class InMemoryLoadStore implements LoadStore {

    private final LoadControl traffic;
    private final @Nullable LoadPlan first;

    /** @param first what to begin with; null for nothing */
    public InMemoryLoadStore(LoadControl traffic, @Nullable LoadPlan first) {
        this.traffic = traffic;
        this.first = first;
    }

    @Override
    public void begin() {
        if (first != null) {
            start(first);
        }
    }

    @Override
    public void start(LoadPlan plan) {
        traffic.start(plan).join();
    }

    @Override
    public void stop() {
        traffic.stop().join();
    }

    @Override
    public void close() {
        // There is nobody to follow.
    }

    void check(LoadPlan plan) {
        traffic.check(plan);
    }
}
