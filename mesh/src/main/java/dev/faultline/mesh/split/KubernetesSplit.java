package dev.faultline.mesh.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.MeshSource.Routing;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.load.split.SplitFailed.Reason;
import dev.faultline.platform.wire.InvalidValue;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a route in a cluster, which the proxies of the mesh draw by. They are changed with optimistic locking;
 * the object itself keeps what they were. An experiment borrows them under a lease, renewed by {@link #refresh}, which
 * somebody calls about once a second; any process that does puts them back when a lease has run out. Threadsafe.
 */
public final class KubernetesSplit implements SplitControl {

    /** How often somebody is to {@link #refresh}. */
    public static final Duration REFRESH = Duration.ofSeconds(1);

    /** How long a lease holds without being renewed; weights of a process that is gone go back after that. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration RENEW = Duration.ofSeconds(10);

    /** What was read longer ago is not known. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final int TRIES = 5;
    private static final String OVERRULED = "somebody else has changed the weights";
    private static final Logger LOG = Logger.getLogger(KubernetesSplit.class);

    private final RouteStore store;
    private final RouteObject kind;
    private final Identity identity;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Function<Target, Optional<Routing>> proxy;
    private final Routing wanted;
    private final LeaseWatch watch = new LeaseWatch();
    private final AtomicLong restored = new AtomicLong();
    private boolean borrowed;
    private long renewedNanos;
    private String complaint = "";
    private volatile @Nullable Snapshot snapshot;
    private volatile @Nullable Target routedFor;
    private volatile boolean silencedInVain;

    /**
     * Who is who at a split.
     *
     * @param injector the name of the backend that is the error injector
     * @param holder names this process; no other may have the same
     */
    public record Identity(String injector, String holder) {}

    /** What was read when. */
    private record Snapshot(Split split, Optional<ExpectedShare.ByRoute> expectation, long nanos) {}

    /**
     * @param clients gives the client when it is needed
     * @param namespace null for the one that this process is in
     * @param clock the time as people tell it
     * @param nanos a monotonic clock
     * @param proxy tells by what this process's own proxy routed the requests to a target lately; at once
     */
    public KubernetesSplit(
            Supplier<KubernetesClient> clients,
            RouteRef ref,
            @Nullable String namespace,
            Identity identity,
            InstantSource clock,
            LongSupplier nanos,
            Function<Target, Optional<Routing>> proxy) {
        this.store = new RouteStore(clients, ref, namespace);
        this.kind = ref.kind().object();
        this.identity = identity;
        this.clock = clock;
        this.nanos = nanos;
        this.proxy = proxy;
        this.wanted = ref.kind().routing();
    }

    @Override
    public Revision revision() {
        ObjectNode object = store.get();
        JsonNode metadata = object.path("metadata");
        // The generation counts changes of the spec alone; our leases are written to the metadata.
        String id = metadata.path("uid").asText() + "/"
                + metadata.path("generation").asText() + "/" + object.path("spec");
        return new Revision(seen(object), id, lastManager(metadata));
    }

    /** Returns what the API server calls the client that has changed the spec last; null if it does not tell. */
    private static @Nullable String lastManager(JsonNode metadata) {
        String latest = "";
        String manager = null;
        for (JsonNode fields : metadata.path("managedFields")) {
            String time = fields.path("time").asText();
            if (fields.path("fieldsV1").has("f:spec") && time.compareTo(latest) >= 0) {
                latest = time;
                manager = fields.path("manager").asText(null);
            }
        }
        return manager;
    }

    @Override
    public Optional<Split> known() {
        return fresh().map(Snapshot::split);
    }

    @Override
    public Optional<Target> target() {
        return expectation().map(expectation -> expectation.route().target());
    }

    @Override
    public boolean waitsForSilence(Target target) {
        routedFor = target;
        Optional<Routing> routing = proxy.apply(target);
        if (routing.filter(wanted::equals).isPresent()) {
            silencedInVain = false;
        }
        return !silencedInVain && routing.filter(other -> other != wanted).isPresent();
    }

    /** Until the proxy was seen to route as it should: what keeps it from that is no lack of silence. */
    @Override
    public void silenced() {
        silencedInVain = true;
    }

    @Override
    public ExpectedShare expectedShare() {
        return expectation().map(ExpectedShare.ByRoute::ofAll).orElse(ExpectedShare.UNKNOWN);
    }

    @Override
    public ExpectedShare expectedShare(LoadPlan plan) {
        return expectation().map(expectation -> expectation.of(plan)).orElse(ExpectedShare.UNKNOWN);
    }

    /** By hand: an experiment of this process that has borrowed the split has it no more, and will put nothing back. */
    @Override
    public synchronized void change(Split changed) {
        write(object -> {
            requireFree(object);
            return Optional.of(patch(object).to(changed, Optional.empty()));
        });
        borrowed = false;
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
            if (Annotations.lease(object).isEmpty()) {
                return Optional.empty();
            }
            WeightPatch patch = patch(object);
            if (patch.isOverruled()) {
                LOG.warnf("%s: %s; they stay", store.where(), OVERRULED);
            }
            return Optional.of(patch.back(original));
        });
    }

    @Override
    public synchronized void release() {
        borrowed = false;
        write(object -> identity.holder().equals(Annotations.holder(object))
                ? Optional.of(patch(object).unannotating())
                : Optional.empty());
    }

    @Override
    public synchronized Split silence() {
        borrowed = false;
        write(object -> {
            Split now = seen(object);
            return now.without(injector())
                    .filter(quiet -> !quiet.equals(now) || Annotations.any(object))
                    .map(patch(object)::forGood);
        });
        return split();
    }

    @Override
    public String injector() {
        return identity.injector();
    }

    @Override
    public long restored() {
        return restored.get();
    }

    /** Reads the object: what weights it has, whether our lease is to be renewed, whether another's has run out. */
    public synchronized void refresh() {
        Target sentTo = routedFor;
        if (sentTo != null && proxy.apply(sentTo).filter(wanted::equals).isPresent()) {
            silencedInVain = false;
        }
        try {
            ObjectNode object = store.get();
            watch.note(Annotations.lease(object), now());
            WeightPatch patch = patch(object);
            Optional<ObjectNode> change = due(object, patch);
            boolean left = isLeft(patch);
            if (change.isPresent()) {
                change(object, change.get());
            } else {
                seen(object);
            }
            if (left) {
                restored.incrementAndGet();
            }
            complain("");
        } catch (SplitFailed e) {
            complain(e.getMessage());
        }
    }

    /** Returns what is to be done about the object, one thing at a time. */
    private Optional<ObjectNode> due(ObjectNode object, WeightPatch patch) {
        if (patch.isOverruled()) {
            borrowed = false;
            LOG.warnf("%s: %s; they stay", store.where(), OVERRULED);
            return Optional.of(patch.unannotating());
        }
        if (borrowed
                && (Annotations.lease(object).isEmpty() || !identity.holder().equals(Annotations.holder(object)))) {
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
                    Annotations.holder(object),
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
        seen(object);
        watch.note(Annotations.lease(object), now());
    }

    private void requireFree(ObjectNode object) {
        watch.note(Annotations.lease(object), now());
        boolean others =
                Annotations.lease(object).isPresent() && !identity.holder().equals(Annotations.holder(object));
        if (others && !watch.hasRunOut(now())) {
            throw new SplitFailed(
                    Reason.TAKEN, store.where() + " is held by an experiment of " + Annotations.holder(object), null);
        }
    }

    private Split seen(ObjectNode object) {
        Split split = steerable(() -> kind.split(object));
        Optional<ExpectedShare.ByRoute> expectation =
                kind.route(object).map(route -> new ExpectedShare.ByRoute(route, split, identity.injector()));
        snapshot = new Snapshot(split, expectation, now());
        return split;
    }

    private Annotations.Lease lease() {
        return new Annotations.Lease(
                identity.holder(), clock.instant().plus(LEASE).truncatedTo(ChronoUnit.MILLIS));
    }

    private long now() {
        return nanos.getAsLong();
    }

    private Optional<ExpectedShare.ByRoute> expectation() {
        return fresh().flatMap(Snapshot::expectation);
    }

    private Optional<Snapshot> fresh() {
        Snapshot last = snapshot;
        return last == null || now() - last.nanos() > FRESH.toNanos() ? Optional.empty() : Optional.of(last);
    }

    /** Each complaint is logged once. */
    private void complain(String now) {
        if (!now.equals(complaint)) {
            complaint = now;
            if (now.isEmpty()) {
                LOG.infof("%s can be read again", store.where());
            } else {
                LOG.warn(now);
            }
        }
    }

    /**
     * Tells when a lease has run out by how long ago it was last seen to be renewed, by the clock of this process alone:
     * clocks of several nodes differ, as leader election in Kubernetes assumes too.
     */
    private static final class LeaseWatch {

        private Optional<String> seen = Optional.empty();
        private long seenNanos;

        /** Notes the lease that an object carries now. */
        void note(Optional<String> lease, long nowNanos) {
            if (!lease.equals(seen)) {
                seen = lease;
                seenNanos = nowNanos;
            }
        }

        /** Returns whether there is a lease that nobody renews any more. */
        boolean hasRunOut(long nowNanos) {
            return seen.isPresent() && nowNanos - seenNanos >= LEASE.toNanos();
        }
    }
}
