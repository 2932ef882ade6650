package dev.faultline.injector.server;

import dev.faultline.injector.plan.FaultPlan;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Lets go what is still held back when the plan in force ends. That nothing new is held back then, the plan sees to by
 * itself. Threadsafe.
 */
public final class Expiry {

    private static final Logger LOG = Logger.getLogger("dev.faultline.audit");

    private final Vertx vertx;
    private final PlanStore store;
    private final DataPlane dataPlane;
    private final InstantSource clock;
    private long timer = -1;

    /** Watches from {@link #start} on. */
    public Expiry(Vertx vertx, PlanStore store, DataPlane dataPlane, InstantSource clock) {
        this.vertx = vertx;
        this.store = store;
        this.dataPlane = dataPlane;
        this.clock = clock;
    }

    /** Watches the plan in force, and every one after it. */
    public void start() {
        store.onChange(() -> await(store.plan()));
    }

    private synchronized void await(FaultPlan plan) {
        boolean unused = vertx.cancelTimer(timer);
        Instant end = plan.expiresAt();
        Instant now = clock.instant();
        if (end == null) {
            return;
        }
        if (now.isBefore(end)) {
            // The wall clock may be set meanwhile, so the end is looked at again then.
            timer = vertx.setTimer(Duration.between(now, end).toMillis() + 1, fired -> await(plan));
        } else if (plan.equals(store.plan())) {
            dataPlane.releaseHeld();
            LOG.infof("fault plan expired: %s", plan.summary());
        }
    }
}
