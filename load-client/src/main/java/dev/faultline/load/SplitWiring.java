package dev.faultline.load;

import dev.faultline.cluster.Cluster;
import dev.faultline.load.mesh.KubernetesSplit;
import dev.faultline.load.mesh.Party;
import dev.faultline.load.mesh.RouteRef;
import dev.faultline.load.mesh.Time;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.wire.InvalidValue;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Chooses who draws the backends: a mesh by an object of the cluster, this process by a manifest, or nobody. */
final class SplitWiring {

    private static final Logger LOG = Logger.getLogger(SplitWiring.class);
    private static final Path DEFAULT_MANIFEST = Path.of("linkerd", "http-route.yaml");
    private static final String ROUTE = "faultline.split.route";
    private static final String MANIFEST = "faultline.split.manifest";
    private static final int RADIX = 36;

    private SplitWiring() {}

    static Splits splits(LoadConfig config, Supplier<KubernetesClient> clients) {
        LoadConfig.SplitConfig split = config.split();
        if (split.route().isPresent()) {
            return new Splits(meshed(config, split.route().get(), clients));
        }
        Path manifest = split.manifest().orElse(DEFAULT_MANIFEST);
        boolean none = split.manifest().isEmpty() && !Files.exists(manifest);
        return new Splits(none ? null : embedded(config, manifest));
    }

    private static KubernetesSplit meshed(LoadConfig config, String route, Supplier<KubernetesClient> clients) {
        if (config.split().manifest().isPresent()) {
            throw new ConfigurationException(ROUTE + " and " + MANIFEST + " must not both be set: either a mesh splits"
                    + " the traffic or load-client does");
        }
        if (!Cluster.isKnown(System.getenv())) {
            throw new ConfigurationException(ROUTE + " needs a cluster: a service account, or KUBECONFIG");
        }
        KubernetesSplit split = new KubernetesSplit(
                clients,
                ref(route),
                config.split().namespace().orElse(null),
                new Party(config.injector().service(), holder()),
                new Time(InstantSource.system(), System::nanoTime));
        ScheduledExecutorService eyes = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "split");
            created.setDaemon(true);
            return created;
        });
        long period = KubernetesSplit.LOOK.toMillis();
        ScheduledFuture<?> unused = eyes.scheduleWithFixedDelay(() -> look(split), 0, period, TimeUnit.MILLISECONDS);
        return split;
    }

    /** Looks again after a bug too, which a scheduler would take for the end. */
    private static void look(KubernetesSplit split) {
        CompletableFuture<Void> unused = CompletableFuture.runAsync(split::look, Runnable::run)
                .exceptionally(bug -> {
                    LOG.error("looking at the split failed", bug);
                    return null;
                });
    }

    private static RouteRef ref(String route) {
        try {
            return RouteRef.parse(ROUTE, route);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** A container that was started again in its pod is another process. */
    private static String holder() {
        String pod = System.getenv().getOrDefault("POD_NAME", System.getenv().getOrDefault("HOSTNAME", "load-client"));
        return pod + "/" + Long.toString(ProcessHandle.current().pid(), RADIX) + "-"
                + Long.toString(System.currentTimeMillis(), RADIX);
    }

    private static EmbeddedSplit embedded(LoadConfig config, Path manifest) {
        try {
            Route route = new RouteManifest(Wiring.yaml()).read(Files.readAllBytes(manifest));
            return new EmbeddedSplit(route, addresses(config), config.injector().service(), new SplittableRandom());
        } catch (InvalidValue e) {
            throw new ConfigurationException(MANIFEST + ": " + manifest + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException(MANIFEST + ": " + manifest + " can't be read (" + e + ")");
        }
    }

    private static Map<String, Backend> addresses(LoadConfig config) {
        return config.split().addresses().stream()
                .map(address -> Backend.parse("faultline.split.addresses", address))
                .collect(Collectors.toMap(Backend::name, Function.identity(), (first, second) -> second));
    }
}
