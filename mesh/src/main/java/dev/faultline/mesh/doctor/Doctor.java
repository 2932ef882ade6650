package dev.faultline.mesh.doctor;

import dev.faultline.load.engine.MeshSource.Routing;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.mesh.split.RouteRef;
import dev.faultline.platform.wire.Require;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Examines a split. One examination at a time, of {@link #AT_MOST} at most; who asks the same again within
 * {@link #FRESH} is told the same. Threadsafe; blocks, so never to be called from an event loop.
 */
public final class Doctor {

    /** How long an examination may take. */
    static final Duration AT_MOST = Duration.ofSeconds(10);

    /** How long its findings are new. */
    static final Duration FRESH = Duration.ofSeconds(3);

    private final @Nullable Supplier<KubernetesClient> clients;
    private final Defaults defaults;
    private final Supplier<Optional<Duration>> injectorAhead;
    private final Supplier<Optional<Traffic>> traffic;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable Known known;
    private @Nullable KubernetesClient client;

    /**
     * What is asked about; null for what the settings say.
     *
     * @param service the Service whose traffic is split
     * @param port its port
     * @param namespace the namespace of the Service
     * @param injector the name of the injector's Service
     */
    public record Question(
            @Nullable String service,
            @Nullable Integer port,
            @Nullable String namespace,
            @Nullable String injector) {

        private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
        private static final int HIGHEST_PORT = 65_535;

        /** Checks the names: they become parts of paths. */
        public Question {
            requireName("service", service);
            requireName("namespace", namespace);
            requireName("injector", injector);
            if (port != null) {
                Require.between("port", port, 1, HIGHEST_PORT);
            }
        }

        private static void requireName(String field, @Nullable String name) {
            if (name != null) {
                Require.matching(field, name, NAME, "must be a name of Kubernetes: lower case, digits and hyphens");
            }
        }
    }

    /**
     * What is looked at if a question does not say.
     *
     * @param namespace of the split; null for that of the client
     * @param injector the name of the injector's Service
     * @param route what load-client steers; null if it was told none
     * @param pod the pod that this process is in; null outside of a cluster, where the client is somewhere else
     */
    public record Defaults(
            @Nullable String namespace,
            String injector,
            @Nullable RouteRef route,
            @Nullable String pod) {}

    /**
     * What the load of this process did lately.
     *
     * @param plan of the load
     * @param routing by what this pod's proxy routed it; null if that is not known
     * @param seconds the last ones that have ended, oldest first
     * @param inFlight requests under way
     */
    public record Traffic(LoadPlan plan, @Nullable Routing routing, List<Window> seconds, int inFlight) {

        /** How far back is lately. */
        public static final Duration LATELY = Duration.ofSeconds(10);

        /** Copies the list. */
        public Traffic {
            seconds = List.copyOf(seconds);
        }
    }

    /** What was found, and when. */
    private record Known(Question question, long nanos, Examination examination) {}

    /**
     * @param clients the client of the cluster, made once, when it is needed; null if there is no cluster
     * @param injectorAhead how far the injector's clock is ahead of ours, if it can be told; may take two seconds
     * @param traffic what the load of this process did lately, if one runs; at once
     * @param nanos a monotonic clock
     */
    public Doctor(
            @Nullable Supplier<KubernetesClient> clients,
            Defaults defaults,
            Supplier<Optional<Duration>> injectorAhead,
            Supplier<Optional<Traffic>> traffic,
            InstantSource clock,
            LongSupplier nanos) {
        this.clients = clients;
        this.defaults = defaults;
        this.injectorAhead = injectorAhead;
        this.traffic = traffic;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Returns what is found.
     *
     * @throws DoctorFailed if nothing can be looked at
     * @throws dev.faultline.platform.wire.InvalidValue if it is not clear which Service is meant
     */
    public Examination examine(Question question) {
        Supplier<KubernetesClient> cluster = clients;
        if (cluster == null) {
            throw new DoctorFailed(
                    DoctorFailed.Reason.NO_CLUSTER,
                    "there is no cluster to look at: this process runs outside of one, and KUBECONFIG names none",
                    null);
        }
        if (!await()) {
            throw new DoctorFailed(DoctorFailed.Reason.BUSY, "others are being examined; ask again", null);
        }
        try {
            Known last = known;
            if (last != null
                    && last.question().equals(question)
                    && nanos.getAsLong() - last.nanos() < FRESH.toNanos()) {
                return last.examination();
            }
            Examination examination = Examination.of(snapshot(cluster, question));
            known = new Known(question, nanos.getAsLong(), examination);
            return examination;
        } finally {
            one.unlock();
        }
    }

    private ClusterView snapshot(Supplier<KubernetesClient> cluster, Question question) {
        KubernetesClient used = client == null ? cluster.get() : client;
        client = used;
        ClusterReader reader = new ClusterReader(used, AT_MOST, clock, nanos);
        try {
            return new Snapshot(reader, defaults)
                    .take(
                            question,
                            clock.instant(),
                            injectorAhead.get().orElse(null),
                            traffic.get().orElse(null));
        } catch (IOException e) {
            throw new DoctorFailed(
                    DoctorFailed.Reason.UNREACHABLE,
                    "the API server at " + used.getMasterUrl() + " does not answer: " + e.getMessage(),
                    e);
        }
    }

    private boolean await() {
        try {
            return one.tryLock(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
