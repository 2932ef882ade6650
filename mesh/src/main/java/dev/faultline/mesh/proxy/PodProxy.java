package dev.faultline.mesh.proxy;

import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.plan.Target;
import dev.faultline.platform.launch.Guarded;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Linkerd proxy of this process's own pod, at its admin port. Finds out by itself whether there is one: while there is
 * not, a reading looks again after some seconds. Reads on a thread of its own, one page after the other. Threadsafe.
 */
public final class PodProxy implements MeshSource, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PodProxy.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    /** It is beside us and writes a page in milliseconds: longer is no figure of that second. */
    private static final int TIMEOUT_MILLIS = 1_000;

    private static final int OK = 200;
    /** A proxy of a large mesh may write some MB: then there are no figures rather than a late load. */
    private static final int LARGEST_PAGE = 16 << 20;

    private static final int PART = 16 * 1024;
    /** Readings that wait for the thread: of the loads of this process, each takes one a second. */
    private static final int MOST_WAITING = 8;

    private static final int MOST_BACKENDS = 20;
    private static final int MOST_ERRORS = 20;
    private static final int MOST_TARGETS = 20;
    /** So many responses tell what decided about them: fewer may have come between two lines of a page. */
    private static final int TELLING = 10;
    /** How long it is known by what requests were routed; about as long as a slow load takes to tell. */
    private static final Duration FRESH = Duration.ofSeconds(20);

    private final URL page;
    private final String injector;
    private final @Nullable String namespace;
    private final LongSupplier nanoTime;
    private final ExecutorService thread = Guarded.daemon("pod-proxy");
    private final AtomicInteger waiting = new AtomicInteger();
    private final MetricsPage.Names backends = new MetricsPage.Names(MOST_BACKENDS);
    private final MetricsPage.Names errors = new MetricsPage.Names(MOST_ERRORS);
    private final byte[] part = new byte[PART];
    private final Map<Target, Routed> routed = new LinkedHashMap<>();
    private volatile boolean found;
    private volatile @Nullable Long absentSince;

    /**
     * What is known of one target.
     *
     * @param base what was counted before the responses that are looked at
     * @param baseNanos when that was read
     * @param routing by what the last ones were routed that told; null before those
     * @param knownNanos when they were read
     */
    private record Routed(
            MeshReading base, long baseNanos, @Nullable Routing routing, long knownNanos) {

        /** Returns what is known with one more reading. */
        Routed with(MeshReading reading, long now) {
            MeshReading since = reading.since(base);
            long all = since.counts().count(series -> true);
            if (since.gap() == null && all >= TELLING) {
                Routing profile = since.profiled() * 2 > all ? Routing.SERVICE_PROFILE : null;
                return new Routed(reading, now, since.routed() * 2 > all ? Routing.ROUTE : profile, now);
            }
            // What is too old to be lately is no base any more.
            boolean stale = since.gap() != null || now - baseNanos >= FRESH.toNanos();
            return stale ? new Routed(reading, now, routing, knownNanos) : this;
        }
    }

    /**
     * @param page its metrics, such as {@code http://localhost:4191/metrics}
     * @param injector the Service of the error injector, as routes call it
     * @param namespace of this pod; null if not known
     */
    public PodProxy(URL page, String injector, @Nullable String namespace, LongSupplier nanoTime) {
        this.page = page;
        this.injector = injector;
        this.namespace = namespace;
        this.nanoTime = nanoTime;
    }

    /** Returns whether there is one, as far as is known. */
    @Override
    public boolean draws() {
        return found;
    }

    @Override
    public CompletableFuture<MeshReading> read(Target target) {
        Long since = absentSince;
        if (since != null && nanoTime.getAsLong() - since < LOOK_AGAIN.toNanos()) {
            return CompletableFuture.completedFuture(MeshReading.none(Gap.UNMESHED));
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(MeshReading.none(Gap.LATE));
        }
        CompletableFuture<MeshReading> reading = new CompletableFuture<>();
        try {
            thread.execute(Guarded.task(LOG, "reading the proxy of this pod", () -> {
                waiting.decrementAndGet();
                // Whatever fails in between, somebody waits for an answer.
                reading.complete(Guarded.call(() -> fetch(target), failure -> failed(failure)));
            }));
        } catch (RejectedExecutionException e) {
            reading.complete(MeshReading.none(Gap.LATE));
        }
        return reading;
    }

    @Override
    public Optional<Routing> routing(Target target) {
        synchronized (routed) {
            Routed known = routed.get(target);
            return known == null || nanoTime.getAsLong() - known.knownNanos() > FRESH.toNanos()
                    ? Optional.empty()
                    : Optional.ofNullable(known.routing());
        }
    }

    private void learn(Target target, MeshReading reading) {
        long now = nanoTime.getAsLong();
        synchronized (routed) {
            Routed before = routed.remove(target);
            routed.put(target, before == null ? new Routed(reading, now, null, now) : before.with(reading, now));
            if (routed.size() > MOST_TARGETS) {
                routed.remove(routed.keySet().iterator().next());
            }
        }
    }

    /** Reads nothing any more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static MeshReading failed(Throwable failure) {
        LOG.error("reading the proxy of this pod failed", failure);
        return MeshReading.none(Gap.LATE);
    }

    private MeshReading fetch(Target target) {
        MetricsPage metrics = new MetricsPage(new Authority(target, namespace), injector, backends, errors);
        try {
            if (!read(metrics)) {
                return MeshReading.none(Gap.LATE);
            }
        } catch (IOException e) {
            return without(e.toString());
        }
        if (!metrics.isLinkerd()) {
            return without("what listens there is no Linkerd proxy");
        }
        if (!found) {
            LOG.infof("the proxy of this pod was found at %s: it tells who answered", page);
        }
        found = true;
        absentSince = null;
        MeshReading reading = metrics.reading();
        learn(target, reading);
        return reading;
    }

    /** Returns whether the page was whole, and came in time. */
    private boolean read(MetricsPage metrics) throws IOException {
        long begun = nanoTime.getAsLong();
        HttpURLConnection connection = (HttpURLConnection) page.openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        if (connection.getResponseCode() != OK) {
            connection.disconnect();
            throw new IOException("it answered " + connection.getResponseCode());
        }
        // Read to its end the connection is kept for the next page.
        try (InputStream in = connection.getInputStream()) {
            int whole = 0;
            int size = in.read(part);
            while (size >= 0) {
                metrics.read(part, size);
                whole += size;
                boolean late = nanoTime.getAsLong() - begun > TIMEOUT_MILLIS * 1_000_000L;
                if (whole > LARGEST_PAGE || late) {
                    connection.disconnect();
                    return false;
                }
                size = in.read(part);
            }
        }
        metrics.end();
        return true;
    }

    private MeshReading without(String why) {
        if (found) {
            // One that was there comes back, and is asked again at once.
            LOG.debugf("the proxy of this pod did not tell its figures: %s", why);
            return MeshReading.none(Gap.LATE);
        }
        LOG.debugf("no proxy of a mesh at %s: %s", page, why);
        absentSince = nanoTime.getAsLong();
        return MeshReading.none(Gap.UNMESHED);
    }
}
