package dev.faultline.platform.cluster;

import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which of several processes acts: the one that holds a Lease. It renews it every two seconds. Who could not do so for
 * seven is to stop, and to be gone when another may take it: that is ten seconds after it was seen to be renewed for the
 * last time, each by its own clock, since those of several nodes differ. So at no time two of them act. Needs the verbs
 * get, create and update on leases. Threadsafe; nothing here waits but {@link #close}.
 *
 * <p>The elector that fabric8 ships compares the holder's time with this node's, and tells the end only after calls that may
 * hang for longer than the lease lasts; hence this one.
 */
public final class Leadership implements AutoCloseable {

    /** How long a lease lasts that nobody renews. */
    static final Duration LEASE = Duration.ofSeconds(10);

    /** Who could not renew for so long stops: what is left of the lease is for undoing what was done. */
    static final Duration GIVE_UP = Duration.ofSeconds(7);

    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final Duration RENEW = Duration.ofSeconds(2);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofMillis(250);
    private static final int REQUEST_MILLIS = 2_000;
    private static final int CONFLICT = 409;

    /** As Kubernetes has it: a DNS subdomain. */
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    private final @Nullable Race race;

    private Leadership(@Nullable Race race) {
        this.race = race;
    }

    /** Returns that of a process that is alone: it leads, and nobody is asked. */
    public static Leadership alone() {
        return new Leadership(null);
    }

    /**
     * Returns that of a process which others may stand by for; it does nothing before it {@link #begin begins}.
     *
     * @param lease in the namespace that this process is in; it is made if there is none
     * @throws InvalidValue if there can be no Lease of that name
     */
    public static Leadership of(String lease, Candidate self) {
        return of(
                lease,
                self,
                () -> Cluster.connect(config -> config.withRequestTimeout(REQUEST_MILLIS)),
                InstantSource.system(),
                System::nanoTime);
    }

    /** As {@link #of(String, Candidate)}, in that cluster and by those clocks. */
    public static Leadership of(
            String lease,
            Candidate self,
            Supplier<KubernetesClient> clients,
            InstantSource clock,
            LongSupplier nanoTime) {
        Require.matching("", lease, NAME, "must be the name of a Lease, such as faultline-load-client");
        return new Leadership(new Race(lease, self, clients, clock, nanoTime));
    }

    /** Returns the race without its threads, for tests. */
    Race race() {
        return Objects.requireNonNull(race);
    }

    /**
     * One of those that may lead.
     *
     * @param process no other has the same, not even the next one in this pod; up to the first {@code /} it is what people
     *     call it
     * @param address where the others reach its API, such as {@code http://10.1.2.3:8080}
     */
    public record Candidate(String process, String address) {

        private static final Pattern PROCESS = Pattern.compile("[^@\\s]+");
        private static final Pattern ADDRESS =
                Pattern.compile("(?<scheme>https?)://(?<host>\\[?[0-9A-Za-z:.-]+\\]?):(?<port>\\d{1,5})/?");

        /** Checks both; brackets that an address of IPv6 lacks are added, since who composes it of POD_IP can't do so. */
        public Candidate {
            Require.matching("", process, PROCESS, "must be the name of a process");
            Matcher parts = ADDRESS.matcher(address);
            Require.that(parts.matches(), "", "must be an address such as http://10.1.2.3:8080", '"' + address + '"');
            String host = parts.group("host");
            boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
            address = parts.group("scheme") + "://" + (bare ? "[" + host + "]" : host) + ":" + parts.group("port");
        }

        /** Returns what people call it, such as the name of its pod. */
        public String name() {
            return process.split("/", 2)[0];
        }

        /** As the lease names its holder, so that whoever reads it finds the API. */
        String identity() {
            return process + "@" + address;
        }

        /** Returns who is named so; empty if that was written by somebody else. */
        static Optional<Candidate> named(@Nullable String identity) {
            int at = identity == null ? -1 : identity.indexOf('@');
            if (identity == null || at < 0) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Candidate(identity.substring(0, at), identity.substring(at + 1)));
            } catch (InvalidValue e) {
                LOG.debugf("the holder %s: %s", identity, e.getMessage());
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return name() + " at " + address;
        }
    }

    /** What somebody does who leads. */
    public interface Office {

        /** Begins; is asked again after a second if it throws, as long as it leads. */
        void begin();

        /**
         * Ends. Nothing may be done any more once that time is over: from then on another may act.
         *
         * @param left zero or less if another may act already
         */
        void lost(String why, Duration left);
    }

    /**
     * Begins to stand by, and leads as soon as nobody else does; whoever is alone leads at once, on the caller's thread.
     *
     * @param office is begun once, on a thread of its own
     */
    public void begin(Office office) {
        if (race == null) {
            office.begin();
        } else {
            race.begin(office);
        }
    }

    /** Returns whether this process leads, as far as it can be sure. Never waits. */
    public boolean isLeading() {
        return race == null || race.isLeading();
    }

    /** Returns who leads, as far as this process knows; empty if nobody does, or it is alone. Never waits. */
    public Optional<Candidate> leader() {
        return race == null ? Optional.empty() : Candidate.named(race.seen.identity());
    }

    /** Returns a number that is larger for each next holder of the lease, from 1; 0 if this process is alone. Never waits. */
    public long term() {
        return race == null ? 0 : race.seen.term();
    }

    /** Returns why this process does not act, in a sentence; empty if it does. Never waits. */
    public Optional<String> whyNot() {
        return race == null ? Optional.empty() : race.whyNot();
    }

    /** Has another lead at once, if this process does; waits some seconds at most. */
    @Override
    public void close() {
        if (race != null) {
            race.close();
        }
    }

    /** What was seen of the lease. */
    private record Seen(@Nullable String identity, long term) {}

    /** One who races for the lease. Its rounds come one after the other; what others ask is volatile. */
    static final class Race {

        private final String name;
        private final Candidate self;
        private final Supplier<KubernetesClient> clients;
        private final InstantSource clock;
        private final LongSupplier nanoTime;
        private final List<ScheduledExecutorService> threads = new ArrayList<>();
        private @Nullable KubernetesClient client;
        private volatile @Nullable Office office;
        private String version = "";
        private long versionNanos;
        private volatile String complaint = "";
        private volatile Seen seen = new Seen(null, 0);

        /** When this process has last begun to write what made it the holder. */
        private volatile long renewedNanos;

        private volatile boolean holds;
        private volatile boolean acts;
        private volatile boolean ended;

        Race(
                String name,
                Candidate self,
                Supplier<KubernetesClient> clients,
                InstantSource clock,
                LongSupplier nanoTime) {
            this.name = name;
            this.self = self;
            this.clients = clients;
            this.clock = clock;
            this.nanoTime = nanoTime;
        }

        void appoint(Office wanted) {
            office = wanted;
        }

        private synchronized void begin(Office wanted) {
            appoint(wanted);
            threads.add(Guarded.repeat("leadership", ROUND, Guarded.task(LOG, "racing for the lease", this::round)));
            // Beside the rounds: a call that hangs must not keep anybody from seeing that the time is over.
            threads.add(
                    Guarded.repeat("leadership-watch", CHECK, Guarded.task(LOG, "watching the lease", this::check)));
        }

        boolean isLeading() {
            return holds && !ended && age().compareTo(GIVE_UP) < 0;
        }

        private Duration age() {
            return Duration.ofNanos(nanoTime.getAsLong() - renewedNanos);
        }

        private Optional<String> whyNot() {
            if (isLeading()) {
                return acts
                        ? Optional.empty()
                        : Optional.of("this process has just begun to lead: it still reads what the last one has left");
            }
            String leads = Candidate.named(seen.identity())
                    .filter(other -> !other.equals(self))
                    .map(other -> other + " leads, and takes changes")
                    .orElse("nobody leads just now");
            return Optional.of(leads + "; this process stands by");
        }

        /** Begins the office, once this process leads. */
        void act() {
            Office there = office;
            if (there != null && !acts && isLeading()) {
                there.begin();
                acts = true;
            }
        }

        /** Looks whether the lease can still be relied on. */
        void check() {
            Duration age = age();
            if (holds && age.compareTo(GIVE_UP) >= 0) {
                lose(
                        "the lease " + name + " was not renewed for " + age.toSeconds() + " s"
                                + (complaint.isEmpty() ? "" : ": " + complaint),
                        LEASE.minus(age));
            }
        }

        /** Looks at the lease, and takes or renews it if that is due. Waits for the API server. */
        void round() {
            if (ended || (holds && age().compareTo(RENEW) < 0)) {
                return;
            }
            String verb = "get";
            try {
                long began = nanoTime.getAsLong();
                Lease there = leases().withName(name).get();
                if (there == null) {
                    verb = "create";
                    leases().resource(made(new Lease(), seen.term() + 1)).create();
                    won(seen.term() + 1, began);
                } else if (look(there)) {
                    verb = "update";
                    boolean ours = isOurs(there);
                    long term = seen.term() + (ours ? 0 : 1);
                    // With the resourceVersion that was read: refused if another was faster.
                    leases().resource(made(there, term)).update();
                    won(term, began);
                }
                complaint = "";
            } catch (KubernetesClientException e) {
                failed(verb, e);
            }
        }

        /** Returns whether the lease is to be written. */
        private boolean look(Lease there) {
            long now = nanoTime.getAsLong();
            String read = String.valueOf(there.getMetadata().getResourceVersion());
            if (!read.equals(version)) {
                version = read;
                versionNanos = now;
            }
            LeaseSpec spec = spec(there);
            Integer transitions = spec.getLeaseTransitions();
            Seen before = seen;
            seen = new Seen(spec.getHolderIdentity(), Math.max(0, transitions == null ? 0 : transitions) + 1L);
            if (isOurs(there)) {
                return true;
            }
            if (holds) {
                lose(seen.identity() + " has taken the lease " + name, Duration.ZERO);
                return false;
            }
            String holder = spec.getHolderIdentity();
            if (holder != null && !holder.equals(before.identity())) {
                LOG.infof("%s leads, this process stands by", holder);
            }
            return holder == null || holder.isEmpty() || now - versionNanos >= LEASE.toNanos();
        }

        private boolean isOurs(Lease there) {
            return self.identity().equals(spec(there).getHolderIdentity());
        }

        private static LeaseSpec spec(Lease there) {
            return there.getSpec() == null ? new LeaseSpec() : there.getSpec();
        }

        private Lease made(Lease there, long term) {
            ZonedDateTime now = ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
            LeaseSpec before = spec(there);
            boolean ours = isOurs(there) && before.getAcquireTime() != null;
            return new LeaseBuilder(there)
                    .editOrNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .editOrNewSpec()
                    .withHolderIdentity(self.identity())
                    .withLeaseDurationSeconds((int) LEASE.toSeconds())
                    .withAcquireTime(ours ? before.getAcquireTime() : now)
                    .withRenewTime(now)
                    .withLeaseTransitions((int) (term - 1))
                    .endSpec()
                    .build();
        }

        private synchronized void won(long term, long began) {
            if (ended) {
                return;
            }
            renewedNanos = began;
            seen = new Seen(self.identity(), term);
            if (!holds) {
                LOG.infof("this process leads: %s, term %d", self, term);
                holds = true;
                if (!threads.isEmpty()) {
                    threads.add(Guarded.repeat("leading", ROUND, Guarded.task(LOG, "beginning to lead", this::act)));
                }
            }
        }

        private void lose(String why, Duration left) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            LOG.errorf("this process leads no more: %s", why);
            Office there = office;
            if (there != null) {
                there.lost(why, left);
            }
        }

        private void failed(String verb, KubernetesClientException e) {
            String now = ApiFailure.of(new ApiFailure.Attempt(verb, "leases", namespace(), name), e)
                    .getMessage();
            // Another was faster: the next look tells who.
            if (e.getCode() != CONFLICT && !now.equals(complaint)) {
                complaint = now;
                LOG.warn(now);
            }
        }

        private NonNamespaceOperation<Lease, ?, Resource<Lease>> leases() {
            return client().leases().inNamespace(namespace());
        }

        private String namespace() {
            String own = client().getNamespace();
            return own == null ? "default" : own;
        }

        private synchronized KubernetesClient client() {
            if (client == null) {
                client = clients.get();
            }
            return client;
        }

        private void close() {
            boolean held;
            synchronized (this) {
                threads.forEach(ScheduledExecutorService::shutdown);
                held = holds && !ended;
                ended = true;
            }
            if (held) {
                release();
            }
            synchronized (this) {
                if (client != null) {
                    client.close();
                }
            }
        }

        /** A renewal that is under way may come between reading and writing. */
        private void release() {
            for (int tries = 1; tries <= 2; tries++) {
                try {
                    Lease there = leases().withName(name).get();
                    if (there != null && isOurs(there)) {
                        leases().resource(new LeaseBuilder(there)
                                        .editSpec()
                                        .withHolderIdentity(null)
                                        .endSpec()
                                        .build())
                                .update();
                        LOG.infof("the lease %s is free", name);
                    }
                    return;
                } catch (KubernetesClientException e) {
                    LOG.infof("the lease %s is not given back, it runs out: %s", name, ApiFailure.said(e));
                }
            }
        }
    }
}
