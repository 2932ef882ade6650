package dev.faultline.load;

import dev.faultline.cluster.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one client of the cluster, made when somebody needs it. Threadsafe. */
@Singleton
class ClusterClient implements Supplier<KubernetesClient> {

    private @Nullable KubernetesClient client;

    @Override
    public synchronized KubernetesClient get() {
        if (client == null) {
            client = Cluster.connect();
        }
        return client;
    }
}
