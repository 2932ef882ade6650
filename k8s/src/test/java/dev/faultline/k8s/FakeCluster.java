package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * As much of an API server as {@code helm install --dry-run=server} asks: which kinds there are, and the objects that
 * templates look up. It changes nothing.
 */
final class FakeCluster implements AutoCloseable {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Kinds by group and version; that of Kubernetes' first objects has no group. */
    private final Map<String, List<String>> kinds = new TreeMap<>(Map.of(
            "v1", List.of("Service", "ServiceAccount", "Secret", "ConfigMap", "Pod"),
            "apps/v1", List.of("Deployment"),
            "networking.k8s.io/v1", List.of("NetworkPolicy"),
            "autoscaling/v2", List.of("HorizontalPodAutoscaler"),
            "policy/v1", List.of("PodDisruptionBudget"),
            "rbac.authorization.k8s.io/v1", List.of("Role", "RoleBinding"),
            "gateway.networking.k8s.io/v1", List.of("HTTPRoute", "GRPCRoute"),
            "split.smi-spec.io/v1alpha1", List.of("TrafficSplit")));

    private final Map<String, JsonNode> objects = new TreeMap<>();
    private final HttpServer server;

    FakeCluster() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Takes a kind's group away. */
    FakeCluster without(String groupAndVersion) {
        kinds.remove(groupAndVersion);
        return this;
    }

    /** Adds an object, to be found by its kind and name; it belongs to the release. */
    FakeCluster with(String yaml) {
        JsonNode object = Manifests.tree(yaml);
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        metadata.withObject("/labels").put("app.kubernetes.io/managed-by", "Helm");
        metadata.withObject("/annotations")
                .put("meta.helm.sh/release-name", Chart.RELEASE)
                .put("meta.helm.sh/release-namespace", Chart.NAMESPACE);
        objects.put("/" + plural(Manifests.kind(object)) + "/" + Manifests.name(object), object);
        return this;
    }

    String kubeConfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: fake, context: {cluster: fake, user: me}}]
                users: [{name: me, user: {}}]
                current-context: fake
                """.formatted(server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        JsonNode body = body(path);
        byte[] bytes = (body == null ? notFound() : body).toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private @Nullable JsonNode body(String path) {
        if (path.equals("/version")) {
            return JSON.objectNode().put("major", "1").put("minor", "33").put("gitVersion", "v1.33.0");
        }
        if (path.equals("/api")) {
            ObjectNode versions = JSON.objectNode().put("kind", "APIVersions");
            versions.putArray("versions").add("v1");
            return versions;
        }
        if (path.equals("/apis")) {
            return groups();
        }
        String version = path.replaceFirst("^/apis?/", "");
        if (kinds.containsKey(version)) {
            return resources(version);
        }
        if (path.endsWith("/secrets")) {
            ObjectNode none = JSON.objectNode().put("kind", "SecretList").put("apiVersion", "v1");
            none.putArray("items");
            return none;
        }
        return objects.get(path.replaceFirst(".*/namespaces/[^/]*", ""));
    }

    private ObjectNode groups() {
        ObjectNode list = JSON.objectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        for (String version : kinds.keySet()) {
            if (version.contains("/")) {
                ObjectNode own =
                        JSON.objectNode().put("groupVersion", version).put("version", version.replaceFirst(".*/", ""));
                ObjectNode group = groups.addObject().put("name", version.replaceFirst("/.*", ""));
                group.putArray("versions").add(own);
                group.set("preferredVersion", own.deepCopy());
            }
        }
        return list;
    }

    private ObjectNode resources(String version) {
        ObjectNode list = JSON.objectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", version);
        ArrayNode resources = list.putArray("resources");
        for (String kind : kinds.getOrDefault(version, List.of())) {
            resources
                    .addObject()
                    .put("name", plural(kind))
                    .put("singularName", kind.toLowerCase(Locale.ROOT))
                    .put("namespaced", true)
                    .put("kind", kind)
                    .putArray("verbs")
                    .add("get")
                    .add("list")
                    .add("create");
        }
        return list;
    }

    private static JsonNode notFound() {
        return JSON.objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("reason", "NotFound")
                .put("code", 404);
    }

    private static String plural(String kind) {
        return kind.toLowerCase(Locale.ROOT).replaceFirst("y$", "ie") + "s";
    }
}
