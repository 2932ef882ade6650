package dev.faultline.client.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.api.FaultsChanged;
import dev.faultline.client.api.RecentSeconds;
import dev.faultline.client.api.SseBroadcaster;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state four times a second, and whenever it is told to, on a thread of its own, and publishes it when it has
 * changed. The injector is polled once a second, as long as there is a load or an open page. Threadsafe.
 */
@Singleton
class StatePublisher {

    private static final Logger LOG = Logger.getLogger(StatePublisher.class);
    private static final long READ_MILLIS = 250;
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A page that opens first sees an injector that has just been asked, unless that takes longer than this. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final StateReader reader;
    private final InjectorPoller injector;
    private final ObjectMapper mapper;
    private final Vertx vertx;
    private final SseBroadcaster broadcaster = new SseBroadcaster();

    /** A bug ends one reading, which is logged; the pool makes another thread for the next. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "dashboard");
        created.setDaemon(true);
        created.setUncaughtExceptionHandler((dead, bug) -> LOG.error("reading the state failed", bug));
        return created;
    });

    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile boolean pollNow;
    private volatile boolean repeat;
    private volatile Published published = new Published(0, "");
    private @Nullable Long timer;

    // Confined to the thread.
    private boolean awake;
    private long awakeNanos;
    private long polledNanos;
    private boolean injectorKnown;
    private CompletableFuture<Void> poll = CompletableFuture.completedFuture(null);
    private @Nullable DashboardState last;
    private long publishedNanos;

    /**
     * What was published last.
     *
     * @param version grows by one each time; 0 before the first
     */
    record Published(long version, String json) {}

    StatePublisher(StateReader reader, InjectorPoller injector, ObjectMapper mapper, Vertx vertx) {
        this.reader = reader;
        this.injector = injector;
        this.mapper = mapper;
        this.vertx = vertx;
    }

    /** A command that opens no port has nobody to publish to. */
    void start(
            @Observes StartupEvent event,
            RecentSeconds seconds,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean open) {
        if (open) {
            seconds.listen(broadcaster::wake);
            timer = vertx.setPeriodic(READ_MILLIS, id -> readSoon());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        thread.shutdown();
    }

    /** Returns the streams of the pages: as long as there are any, the state is published. */
    SseBroadcaster broadcaster() {
        return broadcaster;
    }

    /** Returns what was published last. */
    Published latest() {
        return published;
    }

    /** Faults were changed through this process: shows that soon. */
    void faultsChanged(@Observes FaultsChanged event) {
        pollNow = true;
        readSoon();
    }

    /** A page has opened: publishes the state again, whether or not it has changed. */
    void publishAgain() {
        repeat = true;
        readSoon();
    }

    private void readSoon() {
        if (queued.getAndSet(true)) {
            return;
        }
        try {
            thread.execute(this::read);
        } catch (RejectedExecutionException e) {
            // The process ends, and so do the streams.
            LOG.debug("the state is not read any more", e);
        }
    }

    private void read() {
        queued.set(false);
        long nanos = System.nanoTime();
        Instant now = Instant.now();
        boolean watched = broadcaster.hasSubscribers();
        if (watched || reader.isUnderLoad()) {
            pollInjector(nanos);
        } else {
            awake = false;
            injectorKnown = false;
        }
        reader.logChanges(now, injectorKnown);
        if (watched && (injectorKnown || nanos - awakeNanos >= WAIT_NANOS)) {
            publish(nanos, now);
        }
    }

    private void pollInjector(long nanos) {
        boolean due = pollNow || nanos - polledNanos >= POLL_NANOS;
        if (!awake) {
            awake = true;
            awakeNanos = nanos;
            due = true;
        } else if (poll.isDone()) {
            injectorKnown = true;
        }
        if (due && poll.isDone()) {
            pollNow = false;
            polledNanos = nanos;
            poll = injector.poll().thenRun(this::readSoon);
        }
    }

    private void publish(long nanos, Instant now) {
        DashboardState state = reader.state(nanos, now);
        DashboardState timeless = state.timeless();
        if (repeat || !timeless.equals(last) || nanos - publishedNanos >= REPEAT_NANOS) {
            repeat = false;
            last = timeless;
            publishedNanos = nanos;
            published = new Published(published.version() + 1, json(state));
            broadcaster.wake();
        }
    }

    private String json(DashboardState state) {
        try {
            return mapper.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
