package dev.faultline.injector.control;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.platform.cluster.ApiFailure;
import dev.faultline.platform.cluster.DocumentWatch;
import dev.faultline.platform.cluster.SharedDocument;
import dev.faultline.platform.wire.InvalidValue;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The plan that replicas share through a document. A change is made of the newest document, written, and then in force
 * here; the others see it there.
 *
 * <p>Only the kill switch does not wait: it stops this replica first and tells the others then. A stop that could not be
 * told is told as soon as that works, before anything else is taken from the document, so that what it has stopped does
 * not come back by itself.
 */
public final class ConfigMapPlanStore implements PlanControl {

    private static final Logger LOG = Logger.getLogger("dev.faultline.audit");

    private final PlanStore<?> local;
    private final SharedPlan.Format format;
    private final SharedDocument document;
    private final LongSupplier seeds;

    /** Held from reading the document until what follows from it is in force: so this replica never goes back in time. */
    private final ReentrantLock lock = new ReentrantLock();

    /** How often the kill switch was thrown here. */
    private final AtomicInteger stops = new AtomicInteger();

    /** How many of these the others know of, or need not know of any more. */
    private int told;

    /** The document that was looked at last; empty if there was none. */
    private String known = "";

    /** Whether that is a plan. */
    private boolean sound = true;

    /** What is to be in force as long as the document is empty; null once it was known what shall be. */
    private @Nullable FaultPlan configured;

    private volatile boolean synced;
    private @Nullable DocumentWatch watch;

    /**
     * Follows the document from {@link #start} on.
     *
     * @param clock only to see that a shared plan does not depend on it
     * @param seeds for plans that name none
     */
    public ConfigMapPlanStore(
            PlanStore<?> local, PlanJson json, SharedDocument document, InstantSource clock, LongSupplier seeds) {
        this.local = local;
        format = new SharedPlan.Format(json, clock);
        this.document = document;
        this.seeds = seeds;
    }

    @Override
    public FaultPlan plan() {
        return local.plan();
    }

    @Override
    public Revision revision() {
        return local.revision();
    }

    @Override
    public FaultPlan start(FaultPlan first) {
        configured = first;
        // The kill switch outlives a restart: nothing is injected before it is known what shall be.
        local.stop(current -> first.stopped());
        try {
            look();
        } catch (ApiFailure e) {
            LOG.warnf("no faults until %s can be read: %s", document, e.getMessage());
        }
        watch = DocumentWatch.start(document, this::look);
        return local.plan();
    }

    /** Returns whether what is in force here is what the document says, as far as was seen at the last look. */
    public boolean isSynced() {
        return synced;
    }

    @Override
    public FaultPlan change(UnaryOperator<FaultPlan> change) {
        lock.lock();
        try {
            return write(text -> {
                FaultPlan newest = isUntold() ? local.plan() : newest(text);
                return SharedPlan.of(change.apply(newest), seeds.getAsLong());
            });
        } catch (ApiFailure e) {
            synced = false;
            throw new StoreUnavailable("nothing was changed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public FaultPlan stop() {
        stops.incrementAndGet();
        local.stop();
        lock.lock();
        try {
            return write(text -> SharedPlan.stopped(newest(text)));
        } catch (ApiFailure e) {
            // A look may have put something else in force just before it could see the stop.
            local.stop();
            synced = false;
            throw new StoreUnavailable(
                    "stopped here; the other replicas were not told because this pod " + e.getMessage()
                            + "; they will be as soon as it can",
                    e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public FaultPlan stopIf(Consumer<FaultPlan> precondition) {
        lock.lock();
        try {
            lookIfPossible();
            precondition.accept(local.plan());
            return stop();
        } finally {
            lock.unlock();
        }
    }

    private void lookIfPossible() {
        try {
            look();
        } catch (ApiFailure e) {
            LOG.debugf("going by the plan in force here: %s", e.getMessage());
        }
    }

    private void look() {
        lock.lock();
        try {
            if (isUntold()) {
                FaultPlan stopped = write(text -> SharedPlan.stopped(newest(text)));
                LOG.infof("told the other replicas to stop: %s", stopped.summary());
            } else {
                String text = document.read();
                take(text == null ? "" : text.strip());
            }
            synced = sound;
        } catch (ApiFailure e) {
            synced = false;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void take(String text) {
        boolean isNew = !text.equals(known);
        known = text;
        if (text.isEmpty()) {
            sound = true;
            takeNothing(isNew);
        } else if (isNew) {
            sound = read(text);
        }
    }

    private void takeNothing(boolean isNew) {
        if (configured != null) {
            putLocally(new SharedPlan(configured, false));
            configured = null;
        } else if (isNew) {
            LOG.infof(
                    "%s no longer holds a plan; the one in force stays: %s",
                    document, local.plan().summary());
        }
    }

    private boolean read(String text) {
        try {
            FaultPlan taken = putLocally(format.read(text));
            configured = null;
            LOG.infof("fault plan taken from %s: %s", document, taken.summary());
            return true;
        } catch (InvalidValue e) {
            LOG.warnf("%s does not hold a valid fault plan, the one in force stays: %s", document, e.getMessage());
            return false;
        }
    }

    private FaultPlan write(Function<@Nullable String, SharedPlan> change) {
        int seen = stops.get();
        AtomicReference<SharedPlan> last = new AtomicReference<>();
        String text = document.change(before -> {
            SharedPlan made = change.apply(before);
            last.set(made);
            return format.write(made);
        });
        SharedPlan made = Objects.requireNonNull(last.get());
        known = text;
        sound = true;
        configured = null;
        synced = true;
        // A kill switch that was thrown meanwhile has the last word; it waits to write its own.
        if (made.stopped() || stops.get() == seen) {
            putLocally(made);
            told = seen;
        }
        return made.plan();
    }

    /** Returns the plan in the document, or if it holds none what is in force here, or was to be. */
    private FaultPlan newest(@Nullable String text) {
        if (text != null && !text.isBlank()) {
            try {
                return format.read(text).plan();
            } catch (InvalidValue e) {
                LOG.debugf("a change replaces a document that is not a fault plan: %s", e.getMessage());
            }
        }
        return configured == null ? local.plan() : configured;
    }

    private FaultPlan putLocally(SharedPlan shared) {
        return shared.stopped() ? local.stop(current -> shared.plan()) : local.change(current -> shared.plan());
    }

    private boolean isUntold() {
        return stops.get() != told;
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        document.close();
    }
}
