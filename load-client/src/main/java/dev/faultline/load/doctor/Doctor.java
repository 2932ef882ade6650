package dev.faultline.load.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable Known known;
    private @Nullable KubernetesClient client;

    /** What was found, and when. */
    private record Known(Question question, long nanos, Examination examination) {}

    /**
     * @param clients the client of the cluster, made once, when it is needed; null if there is no cluster
     * @param injectorAhead how far the injector's clock is ahead of ours, if it can be told; may take two seconds
     * @param nanos a monotonic clock
     */
    public Doctor(
            @Nullable Supplier<KubernetesClient> clients,
            Defaults defaults,
            Supplier<Optional<Duration>> injectorAhead,
            InstantSource clock,
            LongSupplier nanos) {
        this.clients = clients;
        this.defaults = defaults;
        this.injectorAhead = injectorAhead;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Returns what is found.
     *
     * @throws DoctorFailed if nothing can be looked at
     * @throws dev.faultline.wire.InvalidValue if it is not clear which Service is meant
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
            Examination examination = Examination.of(look(cluster, question));
            known = new Known(question, nanos.getAsLong(), examination);
            return examination;
        } finally {
            one.unlock();
        }
    }

    private ClusterView look(Supplier<KubernetesClient> cluster, Question question) {
        KubernetesClient used = client == null ? cluster.get() : client;
        client = used;
        KubeApi api = new KubeApi(used, AT_MOST, clock, nanos);
        try {
            return new Snapshot(api, defaults)
                    .take(question, clock.instant(), injectorAhead.get().orElse(null));
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
