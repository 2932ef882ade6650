package dev.faultline.injector.control;

import dev.faultline.injector.decide.Decider;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Ends the plan in force when its time has passed, and lets go what is still held back then. By the wall clock the plan
 * ends by itself; the time is counted as well, so that a clock that is set back does not make faults last longer.
 * Threadsafe.
 *
 * @param <A> what the server performs
 */
public final class PlanExpiry<A> {

    private static final Logger LOG = Logger.getLogger("dev.faultline.audit");

    private final Vertx vertx;
    private final PlanStore<A> store;
    private final InstantSource clock;
    private long timer = -1;

    /** Watches from {@link #start} on. */
    public PlanExpiry(Vertx vertx, PlanStore<A> store, InstantSource clock) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
    }

    /** Watches the plan in force, and every one after it. */
    public void start() {
        store.onChange(() -> await(store.decider()));
    }

    private synchronized void await(Decider<A> decider) {
        vertx.cancelTimer(timer);
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

    private synchronized void expire(Decider<A> decider) {
        if (store.end(decider)) {
            LOG.infof("fault plan expired: %s", decider.plan().summary());
        }
    }
}
