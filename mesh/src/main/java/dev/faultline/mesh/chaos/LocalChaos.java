package dev.faultline.mesh.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.mesh.chaos.LocalFault.KeepDown;
import dev.faultline.mesh.chaos.LocalFault.Repeat;
import dev.faultline.mesh.chaos.LocalFault.Starve;
import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One machine stands in for a cluster: {@code ./demo} plays the kubelet, and this does to its processes what Chaos Mesh
 * does to pods. Threadsafe: everything happens on one thread.
 */
public final class LocalChaos implements ChaosObjects {

    private static final Logger LOG = Logger.getLogger(LocalChaos.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LocalPods pods;
    private final Manifests manifests;
    private final Supplier<ScheduledExecutorService> threads;
    private final Map<String, Runnable> ends = new HashMap<>();
    private @Nullable ScheduledExecutorService thread;

    /**
     * @param directory where the script tells the ids of its processes
     * @param threads makes the one thread, when something is applied for the first time
     */
    public LocalChaos(
            Path directory, Manifests manifests, InstantSource clock, Supplier<ScheduledExecutorService> threads) {
        this.pods = new LocalPods(directory, clock);
        this.manifests = manifests;
        this.threads = threads;
    }

    @Override
    public List<ObjectNode> objects(JsonNode written) {
        List<ObjectNode> objects = manifests.read(written);
        for (ObjectNode object : objects) {
            String service = LocalFault.of(object).service();
            if (!pods.has(service)) {
                throw new InvalidValue("", "must select a service that runs here under ./demo", '"' + service + '"');
            }
        }
        return objects;
    }

    @Override
    public void apply(ObjectNode object, Duration expected) {
        LocalFault fault = LocalFault.of(object);
        onThread(() -> {
            end(key(object));
            ends.put(key(object), begin(fault));
        });
    }

    /** Objects are known to this process alone, which changes none. */
    @Override
    public Optional<String> revision(ObjectNode object) {
        AtomicBoolean there = new AtomicBoolean();
        onThread(() -> there.set(ends.containsKey(key(object))));
        return there.get() ? Optional.of(key(object)) : Optional.empty();
    }

    @Override
    public void delete(ObjectNode object) {
        LocalFault fault = LocalFault.of(object);
        onThread(() -> {
            try {
                end(key(object));
                // What a client has begun that is no more is undone too.
                if (fault instanceof Starve starve) {
                    new Starvation(starve, pods, thread()).end();
                }
            } finally {
                pods.release(fault.service());
            }
        });
    }

    private static String key(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return object.path("kind").asText()
                + '/'
                + metadata.path("namespace").asText()
                + '/'
                + metadata.path("name").asText();
    }

    private void end(String key) {
        Runnable end = ends.remove(key);
        if (end != null) {
            end.run();
        }
    }

    /** Begins it, and returns what ends it. */
    private Runnable begin(LocalFault fault) {
        if (fault instanceof Starve starve) {
            Starvation starvation = new Starvation(starve, pods, thread());
            starvation.begin();
            return starvation::end;
        }
        if (fault instanceof Repeat repeat) {
            long period = repeat.every().toMillis();
            // If one time fails the next may not; the figures show which did.
            Runnable again =
                    Guarded.task(LOG, "ending " + repeat.service() + " on schedule", () -> once(repeat.what()));
            ScheduledFuture<?> repeated = thread().scheduleAtFixedRate(again, period, period, TimeUnit.MILLISECONDS);
            return () -> repeated.cancel(false);
        }
        once(fault);
        return () -> {};
    }

    private void once(LocalFault fault) {
        Duration down = fault instanceof KeepDown keep ? keep.duration() : Duration.ZERO;
        pods.kill(fault.service(), down);
    }

    private synchronized ScheduledExecutorService thread() {
        if (thread == null) {
            thread = threads.get();
        }
        return thread;
    }

    private void onThread(Runnable act) {
        Future<?> done = thread().submit(act);
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ControlFailed failed) {
                throw failed;
            }
            throw new ControlFailed("chaos on this machine broke: " + e.getCause(), true, e);
        } catch (TimeoutException e) {
            throw new ControlFailed("chaos on this machine takes longer than " + PATIENCE.toSeconds() + "s", false, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlFailed("interrupted", false, e);
        }
    }

    /**
     * Takes CPU from a process: stops it and lets it go on, ten times a second. Each stop has its end with it, in a process
     * of its own: if this one is killed, the other goes on all the same, and hears if it is to end. Confined to the
     * executor's one thread.
     */
    private static final class Starvation {

        private static final int PERIOD_MILLIS = 100;
        private static final String STOP = "kill -STOP \"$1\" && sleep \"$2\"; kill -CONT \"$1\"";
        private static final String GO_ON = "kill -CONT \"$1\"";

        private final Starve starve;
        private final LocalPods pods;
        private final ScheduledExecutorService executor;
        private final String stopSeconds;
        private long periodsLeft;
        private @Nullable ScheduledFuture<?> next;
        private @Nullable Process stop;

        Starvation(Starve starve, LocalPods pods, ScheduledExecutorService executor) {
            this.starve = starve;
            this.pods = pods;
            this.executor = executor;
            this.stopSeconds = Double.toString(PERIOD_MILLIS * starve.percent() / 100e3);
            this.periodsLeft = starve.duration().dividedBy(Duration.ofMillis(PERIOD_MILLIS));
        }

        /** Begins; later failures are logged, since nobody waits for them. */
        void begin() {
            if (periodsLeft-- <= 0) {
                return;
            }
            stop = shell(STOP);
            Runnable again = () -> {
                Throwable failure = Guarded.failureOf(this::begin);
                if (failure != null) {
                    LOG.warn("the CPU of " + starve.service() + " is its own again", failure);
                }
            };
            next = executor.schedule(again, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }

        /** Ends, with a process that goes on. */
        void end() {
            if (next != null) {
                next.cancel(false);
            }
            await(stop);
            // It may have been stopped by another client, which is no more.
            await(shell(GO_ON));
        }

        /** Starts a command on the process, if there is one; one that has ended meanwhile is no failure. */
        private @Nullable Process shell(String command) {
            Optional<ProcessHandle> process = pods.running(starve.service());
            if (process.isEmpty()) {
                return null;
            }
            String pid = Long.toString(process.get().pid());
            try {
                return new ProcessBuilder("sh", "-c", command, "sh", pid, stopSeconds)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                throw new ControlFailed("can't signal process " + pid + ": " + e, true, e);
            }
        }

        private static void await(@Nullable Process shell) {
            try {
                if (shell != null) {
                    shell.waitFor(1, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ControlFailed("interrupted while a process is let go on", false, e);
            }
        }
    }
}
