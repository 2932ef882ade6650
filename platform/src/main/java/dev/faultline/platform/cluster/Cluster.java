package dev.faultline.platform.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.ConfigProvider;

/** The cluster that this process is in, or that it was told of. */
public final class Cluster {

    private static final Path TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    /** What this process calls others with, in Quarkus' TLS registry. */
    private static final String CALLS = "quarkus.tls.calls.";

    private static final int CONNECT_MILLIS = 2_000;
    private static final int REQUEST_MILLIS = 5_000;

    private Cluster() {}

    /**
     * Returns whether there is one: a service account, or a file that KUBECONFIG names. A {@code ~/.kube/config} alone is
     * none: whatever it points to just now was not meant.
     */
    public static boolean isKnown(Map<String, String> environment) {
        return environment.containsKey("KUBECONFIG")
                || (environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.exists(TOKEN));
    }

    /** Returns a client for it; takes a second and 20 MB, so only who needs it calls this. */
    public static KubernetesClient connect() {
        return connect(UnaryOperator.identity());
    }

    /** A cluster whose authority nobody has named is trusted as all others are that this process calls. */
    private static void trust(ConfigBuilder cluster) {
        if (cluster.getCaCertFile() != null || cluster.getCaCertData() != null || cluster.getTrustStoreFile() != null) {
            return;
        }
        org.eclipse.microprofile.config.Config settings = ConfigProvider.getConfig();
        settings.getOptionalValues(CALLS + "trust-store.pem.certs", String.class)
                .filter(files -> !files.isEmpty())
                .ifPresent(files -> cluster.withCaCertData(encoded(files)));
        if (settings.getOptionalValue(CALLS + "trust-all", Boolean.class).orElse(false)) {
            cluster.withTrustCerts(true).withDisableHostnameVerification(true);
        }
    }

    private static String encoded(List<String> files) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (String file : files) {
                all.write(Files.readAllBytes(Path.of(file)));
                all.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(all.toByteArray());
    }

    /** As {@link #connect()}, with settings that this user of it needs. */
    static KubernetesClient connect(UnaryOperator<ConfigBuilder> settings) {
        ConfigBuilder config = new ConfigBuilder(Config.autoConfigure(null))
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                // A rollback tries again by itself.
                .withRequestRetryBackoffLimit(0);
        trust(config);
        return new KubernetesClientBuilder()
                .withConfig(settings.apply(config).build())
                .build();
    }
}
