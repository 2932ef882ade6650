package dev.faultline.load.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.split.Expectation;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.load.split.SplitFailed.Reason;
import dev.faultline.wire.InvalidValue;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a route in a cluster, which the proxies of the mesh draw by. They are changed with optimistic locking;
 * the object itself keeps what they were. An experiment borrows them under a lease, renewed by {@link #look}, which
 * somebody calls about once a second; any process that looks puts them back when a lease has run out. Threadsafe.
 */
public final class KubernetesSplit implements SplitControl {

    /** How often somebody is to {@link #look}. */
    public static final Duration LOOK = Duration.ofSeconds(1);

    /** How long a lease holds without being renewed; weights of a process that is gone go back after that. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration RENEW = Duration.ofSeconds(10);

    /** What was seen longer ago is not known. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final int TRIES = 5;
    private static final String OVERRULED = "somebody else has put other weights";
    private static final Logger LOG = Logger.getLogger(KubernetesSplit.class);

    private final RouteStore store;
    private final RouteObject kind;
    private final Party party;
    private final Time time;
    private final LeaseWatch watch = new LeaseWatch(LEASE);
    private final AtomicLong restored = new AtomicLong();
    private boolean borrowed;
    private long renewedNanos;
    private String complaint = "";
    private volatile @Nullable Sight sight;

    /** What was seen when. */
    private record Sight(Split split, Optional<Expectation> expectation, long nanos) {}

    /**
     * @param clients gives the client when it is needed
     * @param namespace null for the one that this process is in
     */
    public KubernetesSplit(
            Supplier<KubernetesClient> clients, RouteRef ref, @Nullable String namespace, Party party, Time time) {
        this.store = new RouteStore(clients, ref, namespace);
        this.kind = ref.kind().object();
        this.party = party;
        this.time = time;
    }

    @Override
    public Split split() {
        return seen(store.get());
    }

    @Override
    public Optional<Split> known() {
        return sighted().map(Sight::split);
    }

    @Override
    public Optional<Target> target() {
        return expectation().map(expectation -> expectation.route().target());
    }

    @Override
    public Promise promise() {
        return expectation().map(Expectation::ofAll).orElse(Promise.UNKNOWN);
    }

    @Override
    public Promise promise(LoadPlan plan) {
        return expectation().map(expectation -> expectation.of(plan)).orElse(Promise.UNKNOWN);
    }

    /** By hand: an experiment of this process that has borrowed the split goes on and will put back what was before. */
    @Override
    public synchronized void change(Split changed) {
        write(object -> {
            requireFree(object);
            return Optional.of(patch(object).to(changed, borrowed ? Optional.of(lease()) : Optional.empty()));
        });
    }

    @Override
    public synchronized void borrow(Split changed) {
        write(object -> {
            requireFree(object);
            return Optional.of(patch(object).to(changed, Optional.of(lease())));
        });
        borrowed = true;
        renewedNanos = now();
    }

    /** Without a lease on it the object was given back before, or never borrowed: then whoever did so is not overruled. */
    @Override
    public synchronized void giveBack(Split original) {
        // Whether or not that can be written now: a lease that nobody renews runs out.
        borrowed = false;
        write(object -> {
            if (Marks.lease(object).isEmpty()) {
                return Optional.empty();
            }
            WeightPatch patch = patch(object);
            if (patch.isOverruled()) {
                LOG.warnf("%s: %s, which stay", store.where(), OVERRULED);
            }
            return Optional.of(patch.back(original));
        });
    }

    @Override
    public synchronized Split silence() {
        borrowed = false;
        write(object -> {
            Split now = seen(object);
            return now.without(injector())
                    .filter(quiet -> !quiet.equals(now) || Marks.any(object))
                    .map(patch(object)::forGood);
        });
        return split();
    }

    @Override
    public String injector() {
        return party.injector();
    }

    @Override
    public long restored() {
        return restored.get();
    }

    /** Looks at the object: what weights it has, whether our lease is to be renewed, whether another's has run out. */
    public synchronized void look() {
        try {
            ObjectNode object = store.get();
            watch.look(Marks.lease(object), now());
            WeightPatch patch = patch(object);
            Optional<ObjectNode> change = due(object, patch);
            boolean left = isLeft(patch);
            if (change.isPresent()) {
                change(object, change.get());
            } else {
                Split unused = seen(object);
            }
            if (left) {
                restored.incrementAndGet();
            }
            told("");
        } catch (SplitFailed e) {
            told(e.getMessage());
        }
    }

    /** Returns what is to be done about the object, one thing at a time. */
    private Optional<ObjectNode> due(ObjectNode object, WeightPatch patch) {
        if (patch.isOverruled()) {
            borrowed = false;
            LOG.warnf("%s: %s, which stay", store.where(), OVERRULED);
            return Optional.of(patch.unmarking());
        }
        if (borrowed && (Marks.lease(object).isEmpty() || !party.holder().equals(Marks.holder(object)))) {
            // Whoever has put the weights back by hand is not overruled.
            borrowed = false;
            LOG.warnf("%s: somebody has ended our lease; its weights are not ours any more", store.where());
        }
        if (borrowed && now() - renewedNanos >= RENEW.toNanos()) {
            renewedNanos = now();
            return Optional.of(patch.renewing(lease()));
        }
        if (isLeft(patch)) {
            LOG.warnf(
                    "%s: %s has not renewed its lease for %d s: weights back to %s",
                    store.where(),
                    Marks.holder(object),
                    LEASE.toSeconds(),
                    patch.original().map(Split::weights).orElse(Map.of()));
            return patch.original().map(patch::back);
        }
        return patch.refreshing();
    }

    private boolean isLeft(WeightPatch patch) {
        return !borrowed && watch.hasRunOut(now()) && patch.original().isPresent() && !patch.isOverruled();
    }

    /** Reads, changes and writes, again if somebody was faster; nothing is written if there is nothing to change. */
    private void write(Function<ObjectNode, Optional<ObjectNode>> change) {
        SplitFailed beaten = null;
        for (int tries = 0; tries < TRIES; tries++) {
            ObjectNode object = store.get();
            Optional<ObjectNode> patch = change.apply(object);
            if (patch.isEmpty()) {
                return;
            }
            try {
                change(object, patch.get());
                return;
            } catch (SplitFailed e) {
                if (e.reason() != Reason.TAKEN) {
                    throw e;
                }
                beaten = e;
            }
        }
        throw Objects.requireNonNull(beaten);
    }

    private WeightPatch patch(ObjectNode object) {
        return steerable(() -> new WeightPatch(kind, object));
    }

    /** What is wrong with the object is no fault of whoever asks. */
    private <T> T steerable(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidValue e) {
            throw new SplitFailed(Reason.UNFIT, store.where() + ": " + e.getMessage(), e);
        }
    }

    private void change(ObjectNode read, ObjectNode patch) {
        ObjectNode object = store.replace(read, patch);
        Split unused = seen(object);
        watch.look(Marks.lease(object), now());
    }

    private void requireFree(ObjectNode object) {
        watch.look(Marks.lease(object), now());
        boolean others = Marks.lease(object).isPresent() && !party.holder().equals(Marks.holder(object));
        if (others && !watch.hasRunOut(now())) {
            throw new SplitFailed(
                    Reason.TAKEN, store.where() + " is held by an experiment of " + Marks.holder(object), null);
        }
    }

    private Split seen(ObjectNode object) {
        Split split = steerable(() -> kind.split(object));
        Optional<Expectation> expectation =
                kind.route(object).map(route -> new Expectation(route, split, party.injector()));
        sight = new Sight(split, expectation, now());
        return split;
    }

    private Lease lease() {
        return new Lease(party.holder(), time.clock().instant().plus(LEASE).truncatedTo(ChronoUnit.MILLIS));
    }

    private long now() {
        return time.nanos().getAsLong();
    }

    private Optional<Expectation> expectation() {
        return sighted().flatMap(Sight::expectation);
    }

    private Optional<Sight> sighted() {
        Sight last = sight;
        return last == null || now() - last.nanos() > FRESH.toNanos() ? Optional.empty() : Optional.of(last);
    }

    /** Each complaint is logged once. */
    private void told(String now) {
        if (!now.equals(complaint)) {
            complaint = now;
            if (now.isEmpty()) {
                LOG.infof("%s can be read again", store.where());
            } else {
                LOG.warn(now);
            }
        }
    }
}
