package dev.faultline.load.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Looks at what is so, four times a second and whenever it is told to, on a thread of its own, and keeps the latest state
 * that was worth telling. The injector is asked once a second, as long as there is a load or anybody who reads.
 * Threadsafe.
 */
@Singleton
class StateWatch {

    private static final Logger LOG = Logger.getLogger(StateWatch.class);
    private static final long LOOK_MILLIS = 250;
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Who begins to read is first told of an injector that has just been asked, unless it takes longer than this. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final DashboardState state;
    private final InjectorEye injector;
    private final Readers readers = new Readers();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "dashboard");
        created.setDaemon(true);
        return created;
    });
    private volatile Told told = new Told(0, "");
    private volatile boolean answered;
    private volatile boolean asking;

    // Confined to the thread.
    private boolean awake;
    private boolean wanted;
    private long awakeNanos;
    private long askedNanos;
    private long toldNanos;
    private ObjectNode last = JsonNodeFactory.instance.objectNode();

    /**
     * What was told last.
     *
     * @param version grows by one each time; 0 before anything was told
     */
    record Told(long version, String json) {}

    StateWatch(DashboardState state, InjectorEye injector) {
        this.state = state;
        this.injector = injector;
    }

    /** A command that opens no port has nobody to tell. */
    void start(
            @Observes StartupEvent event,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean open) {
        if (open) {
            ScheduledFuture<?> unused =
                    thread.scheduleWithFixedDelay(() -> look(() -> {}), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        List<Runnable> unused = thread.shutdownNow();
    }

    /** Returns those who read the state: as long as there are any, it is looked for. */
    Readers readers() {
        return readers;
    }

    /** Returns what was told last. */
    Told told() {
        return told;
    }

    /** Something has been changed through this process: looks soon, at the injector too. */
    void lookNow() {
        soon(() -> askedNanos = System.nanoTime() - ASK_NANOS);
    }

    /** Somebody begins to read: tells the state anew, whether or not it has changed. */
    void tellAgain() {
        soon(() -> wanted = true);
    }

    private void soon(Runnable before) {
        try {
            thread.execute(() -> look(before));
        } catch (RejectedExecutionException e) {
            // The process ends, and so do the streams.
            LOG.debug("nobody looks any more", e);
        }
    }

    /** Looks again after a bug too, which a scheduler would take for the end. */
    private void look(Runnable before) {
        CompletableFuture<Void> unused = CompletableFuture.runAsync(
                        () -> {
                            before.run();
                            look(System.nanoTime(), Instant.now());
                        },
                        Runnable::run)
                .exceptionally(bug -> {
                    LOG.error("looking at the state failed", bug);
                    return null;
                });
    }

    /** Looks once; on the thread, but for tests. */
    void look(long nanos, Instant now) {
        boolean read = readers.any();
        if (!read && !state.isUnderLoad()) {
            awake = false;
            state.forgetInjector();
            state.note(now);
            return;
        }
        if (!awake) {
            awake = true;
            awakeNanos = nanos;
            askedNanos = nanos - ASK_NANOS;
            answered = false;
        }
        ask(nanos);
        if (answered) {
            state.knowInjector();
        }
        state.note(now);
        if (read && (answered || nanos - awakeNanos >= WAIT_NANOS)) {
            tell(nanos, now);
        }
    }

    private void ask(long nanos) {
        if (asking || nanos - askedNanos < ASK_NANOS) {
            return;
        }
        asking = true;
        askedNanos = nanos;
        CompletableFuture<Void> unused = injector.look().whenComplete((done, failure) -> {
            asking = false;
            answered = true;
            soon(() -> {});
        });
    }

    private void tell(long nanos, Instant now) {
        ObjectNode body = state.body(nanos, now);
        ObjectNode timeless = DashboardState.timeless(body);
        if (!timeless.equals(last) || wanted || nanos - toldNanos >= REPEAT_NANOS) {
            wanted = false;
            toldNanos = nanos;
            last = timeless;
            told = new Told(told.version() + 1, body.toString());
            readers.tell();
        }
    }
}
