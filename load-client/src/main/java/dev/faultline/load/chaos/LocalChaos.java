package dev.faultline.load.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.ChaosControl;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.wire.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One machine stands in for a cluster: {@code ./demo} plays the kubelet, and this does to its processes what Chaos Mesh
 * does to pods. Threadsafe: everything happens on one thread.
 */
public final class LocalChaos implements ChaosControl {

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
            String service = LocalFaults.of(object).service();
            if (!pods.has(service)) {
                throw new InvalidValue("", "must select a service that runs here under ./demo", '"' + service + '"');
            }
        }
        return objects;
    }

    @Override
    public void apply(ObjectNode object) {
        LocalFault fault = LocalFaults.of(object);
        onThread(() -> {
            end(key(object));
            ends.put(key(object), begin(fault));
        });
    }

    @Override
    public void delete(ObjectNode object) {
        LocalFault fault = LocalFaults.of(object);
        onThread(() -> {
            end(key(object));
            // What a client has begun that is no more is undone too.
            if (fault instanceof Starve starve) {
                new Starvation(starve, pods, thread()).end();
            }
            pods.release(fault.service());
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

    /** Returns what ends it. */
    private Runnable begin(LocalFault fault) {
        if (fault instanceof Starve starve) {
            Starvation starvation = new Starvation(starve, pods, thread());
            starvation.begin();
            return starvation::end;
        }
        if (fault instanceof Repeat repeat) {
            long period = repeat.every().toMillis();
            ScheduledFuture<?> repeated =
                    thread().scheduleAtFixedRate(() -> again(repeat.what()), period, period, TimeUnit.MILLISECONDS);
            return () -> repeated.cancel(false);
        }
        once(fault);
        return () -> {};
    }

    private void again(LocalFault fault) {
        try {
            once(fault);
        } catch (ControlFailed e) {
            // The next time may do; the figures show that this one did not.
            LOG.warn("nothing was done to " + fault.service() + " this time", e);
        }
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
            Object unused = done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
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
}
