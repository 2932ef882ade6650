package dev.faultline.load;

import dev.faultline.cluster.Cluster;
import dev.faultline.load.chaos.AllowedKinds;
import dev.faultline.load.chaos.KubernetesChaos;
import dev.faultline.load.chaos.LocalChaos;
import dev.faultline.load.chaos.Manifests;
import dev.faultline.load.chaos.NoChaos;
import dev.faultline.load.experiment.ChaosControl;
import dev.faultline.wire.InvalidValue;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Chooses what objects are applied to: the processes of {@code ./demo}, a cluster, or nothing. */
final class ChaosWiring {

    private static final Path DEFAULT_MANIFESTS = Path.of("k8s", "chaos-mesh");

    private ChaosWiring() {}

    static ChaosControl chaos(LoadConfig.ChaosConfig config, Supplier<KubernetesClient> clients) {
        Path directory = config.manifests().orElse(DEFAULT_MANIFESTS);
        boolean none = config.manifests().isEmpty() && !Files.isDirectory(directory);
        Manifests manifests = new Manifests(none ? null : directory);
        AllowedKinds allowed = allowed(config);
        if (config.local().isPresent()) {
            return new LocalChaos(config.local().get(), manifests, InstantSource.system(), ChaosWiring::thread);
        }
        if (!Cluster.isKnown(System.getenv())) {
            return new NoChaos();
        }
        KubernetesChaos chaos = new KubernetesChaos(
                clients,
                manifests,
                allowed,
                InstantSource.system(),
                duration -> LockSupport.parkNanos(duration.toNanos()));
        String pod = System.getenv("POD_NAME");
        String uid = System.getenv("POD_UID");
        return pod == null || uid == null ? chaos : chaos.ownedBy(pod, uid);
    }

    private static AllowedKinds allowed(LoadConfig.ChaosConfig config) {
        try {
            return new AllowedKinds(config.allowedKinds());
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static ScheduledExecutorService thread() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "chaos");
            created.setDaemon(true);
            return created;
        });
    }
}
