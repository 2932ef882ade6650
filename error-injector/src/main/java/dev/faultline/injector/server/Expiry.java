package dev.faultline.injector.server;

import dev.faultline.injector.decide.Decider;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Ends the plan in force when the time that it was given has passed, and lets go what is still held back then. By the
 * clock on the wall the plan ends by itself; the time is counted besides, so that a clock that is set back does not make
 * faults last longer. Threadsafe.
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
        store.onChange(() -> await(store.decider()));
    }

    private synchronized void await(Decider<Act> decider) {
        boolean unused = vertx.cancelTimer(timer);
        Instant end = decider.plan().expiresAt();
        if (end == null) {
            return;
        }
        long left = Duration.between(clock.instant(), end).toMillis();
        if (left < 0) {
            expire(decider);
        } else {
            timer = vertx.setTimer(left + 1, fired -> expire(decider));
        }
    }

    private synchronized void expire(Decider<Act> decider) {
        decider.end();
        if (decider.equals(store.decider())) {
            dataPlane.releaseHeld();
            LOG.infof("fault plan expired: %s", decider.plan().summary());
        }
    }
}
