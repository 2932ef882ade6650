package dev.faultline.platform.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An API server with one ConfigMap that can go away and come back on the same port, having forgotten everything. */
public final class MockCluster implements AutoCloseable {

    public static final String NAMESPACE = "test";
    public static final String NAME = "plan";
    public static final String KEY = "plan.json";
    public static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/configmaps/" + NAME;

    private KubernetesMockServer server = started(0);
    private final int port = server.getPort();
    private final KubernetesClient client = client();

    public KubernetesMockServer server() {
        return server;
    }

    /** Returns a client that gives up soon, and does not connect anew by itself. */
    public KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withNamespace(NAMESPACE)
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectLimit(0)
                .withConnectionTimeout(2000)
                .withRequestTimeout(5000)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Returns the file that {@code KUBECONFIG} names, for processes that are to find it. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: mock, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: mock, context: {cluster: mock, user: mock, namespace: %s}}]
                users: [{name: mock, user: {token: mock}}]
                current-context: mock
                """.formatted(port, NAMESPACE);
    }

    public SharedDocument document() {
        return new SharedDocument(this::client, NAME, KEY);
    }

    /** Makes the ConfigMap anew, with that text; null for one without data, as the chart makes it. */
    public void create(@Nullable String text) {
        ConfigMapBuilder map =
                new ConfigMapBuilder().withNewMetadata().withName(NAME).endMetadata();
        if (text != null) {
            map.addToData(KEY, text);
        }
        ConfigMap unused =
                client.configMaps().inNamespace(NAMESPACE).resource(map.build()).create();
    }

    public void delete() {
        List<?> unused =
                client.configMaps().inNamespace(NAMESPACE).withName(NAME).delete();
    }

    /** Writes it as somebody else does. */
    public void write(String text) {
        client.configMaps()
                .inNamespace(NAMESPACE)
                .withName(NAME)
                .edit(map -> new ConfigMapBuilder(map).addToData(KEY, text).build());
    }

    /** Returns what the ConfigMap holds. */
    public String text() {
        try (SharedDocument document = document()) {
            return String.valueOf(document.read());
        }
    }

    /** Has the next calls of that kind forbidden. */
    public void forbid(String method) {
        var status = new StatusBuilder()
                .withCode(403)
                .withMessage("configmaps \"plan\" is forbidden: User \"sa\" cannot do that")
                .build();
        var expectation = server.expect();
        (method.equals("GET") ? expectation.get() : expectation.put())
                .withPath(PATH)
                .andReturn(403, status)
                .always();
    }

    public void goAway() {
        server.shutdown();
    }

    public void comeBack() {
        server = started(port);
    }

    @Override
    public void close() {
        client.close();
        server.shutdown();
    }

    private static KubernetesMockServer started(int port) {
        Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
        KubernetesMockServer created = new KubernetesMockServer(
                new Context(), new MockWebServer(), responses, new KubernetesMixedDispatcher(responses), false);
        created.start(InetAddress.getLoopbackAddress(), port);
        return created;
    }
}
