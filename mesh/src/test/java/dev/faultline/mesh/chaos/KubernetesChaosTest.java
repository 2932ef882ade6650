package dev.faultline.mesh.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that keeps objects as the API of a cluster does. */
@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesChaosTest {

    private static final StrictReader YAML = WireYaml.reader();
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    static KubernetesClient client;

    private final List<Duration> waits = new ArrayList<>();
    private Runnable whileWaiting = () -> {};
    private KubernetesChaos chaos;

    @BeforeEach
    void create() {
        chaos = new KubernetesChaos(
                () -> client,
                new Manifests(Path.of("..", "k8s", "chaos-mesh")),
                new AllowedKinds(List.of("chaos-mesh.org/*", "core/ConfigMap")),
                () -> NOW,
                duration -> {
                    waits.add(duration);
                    whileWaiting.run();
                });
    }

    private ObjectNode named(String file, String name) {
        ObjectNode object =
                chaos.objects(JsonNodeFactory.instance.textNode(file)).get(0);
        ((ObjectNode) object.path("metadata")).put("name", name);
        return object;
    }

    private static Resource<GenericKubernetesResource> at(ObjectNode object) {
        GenericKubernetesResource resource = new GenericKubernetesResource();
        resource.setApiVersion(object.path("apiVersion").asText());
        resource.setKind(object.path("kind").asText());
        return KubernetesChaos.ofKind(client, resource)
                .inNamespace("test")
                .withName(object.path("metadata").path("name").asText());
    }

    private static Map<?, ?> spec(GenericKubernetesResource there) {
        return (Map<?, ?>)
                Objects.requireNonNull(there.getAdditionalProperties().get("spec"));
    }

    private static GenericKubernetesResource stored(ObjectNode object) {
        return at(object).get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backend-pod-kill",
                "backend-pod-failure",
                "backend-network-delay",
                "backend-cpu-stress",
                "client-dns-failure"
            })
    void whatIsAppliedIsMarkedAndDeletedAgain(String name) {
        ObjectNode object = named(name + ".yaml", name);
        chaos.apply(object, Duration.ofSeconds(90));
        GenericKubernetesResource there = stored(object);
        assertNotNull(there, "in the client's own namespace");
        assertEquals("faultline", there.getMetadata().getLabels().get("app.kubernetes.io/managed-by"));
        assertEquals("faultline", there.getMetadata().getLabels().get("app.kubernetes.io/part-of"));
        assertEquals(
                "2026-11-23T08:01:30Z", there.getMetadata().getAnnotations().get("faultline.dev/expires-at"));
        assertEquals(object.path("spec").size(), spec(there).size());
        chaos.delete(object);
        assertNull(stored(object));
        chaos.delete(object);
    }

    @Test
    void whatIsOursIsUpdated() {
        ObjectNode object = named("backend-pod-failure.yaml", "twice");
        chaos.apply(object, Duration.ZERO);
        ((ObjectNode) object.path("spec")).put("duration", "5s");
        chaos.apply(object, Duration.ZERO);
        assertEquals("5s", spec(stored(object)).get("duration"));
        chaos.delete(object);
    }

    @Test
    void aStrangersObjectIsNeitherChangedNorDeleted() {
        ObjectNode object = named("backend-pod-failure.yaml", "strangers");
        GenericKubernetesResource strangers = new GenericKubernetesResource();
        strangers.setApiVersion("chaos-mesh.org/v1alpha1");
        strangers.setKind("PodChaos");
        strangers.setMetadata(new ObjectMetaBuilder()
                .withName("strangers")
                .withNamespace("test")
                .build());
        KubernetesChaos.ofKind(client, strangers).resource(strangers).create();
        ControlFailed refusal = assertThrows(ControlFailed.class, () -> chaos.apply(object, Duration.ZERO));
        assertTrue(refusal.refused());
        assertTrue(refusal.getMessage().startsWith("PodChaos strangers is somebody else's"), refusal.getMessage());
        chaos.delete(object);
        assertNotNull(stored(object));
    }

    @Test
    void itIsGoneOnlyWhenChaosMeshHasUndoneIt() {
        ObjectNode object = held("finalized");
        whileWaiting = () -> {
            if (waits.size() == 3) {
                at(object).edit(there -> finalizers(there, List.of()));
            }
        };
        chaos.delete(object);
        assertNull(stored(object));
        assertEquals(3, waits.size());
    }

    @Test
    void whatIsNeverUndoneIsTold() {
        ObjectNode object = held("stuck");
        ControlFailed failure = assertThrows(ControlFailed.class, () -> chaos.delete(object));
        assertTrue(
                failure.getMessage()
                        .startsWith("PodChaos stuck was deleted and is still there after 30s, held by [chaos-mesh/rec"),
                failure.getMessage());
        assertEquals(Duration.ofSeconds(30), waits.stream().reduce(Duration.ZERO, Duration::plus), "bounded");
    }

    private ObjectNode held(String name) {
        ObjectNode object = named("backend-pod-failure.yaml", name);
        chaos.apply(object, Duration.ZERO);
        at(object).edit(there -> finalizers(there, List.of("chaos-mesh/records")));
        return object;
    }

    private static GenericKubernetesResource finalizers(GenericKubernetesResource there, List<String> finalizers) {
        there.getMetadata().setFinalizers(finalizers);
        return there;
    }

    @Test
    void aClusterThatCannotBeReachedIsNoRefusal() {
        KubernetesChaos nowhere = new KubernetesChaos(
                () -> new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder()
                                .withMasterUrl("http://127.0.0.1:1")
                                .withNamespace("test")
                                .withRequestRetryBackoffLimit(0)
                                .build())
                        .build(),
                new Manifests(Path.of("..", "k8s", "chaos-mesh")),
                new AllowedKinds(List.of("chaos-mesh.org/*")),
                () -> NOW,
                waits::add);
        ObjectNode object = named("backend-pod-kill.yaml", "nowhere");
        ControlFailed failure = assertThrows(ControlFailed.class, () -> nowhere.apply(object, Duration.ZERO));
        assertTrue(!failure.refused(), "it may be there a moment later");
        assertTrue(failure.getMessage().startsWith("can't apply Schedule nowhere: "), failure.getMessage());
    }

    @Test
    void onlyKindsThatAreAllowedAreApplied() {
        assertEquals(
                "ConfigMap",
                chaos.objects(object("v1", "ConfigMap")).get(0).path("kind").asText());
        for (String[] kind : new String[][] {
            {"v1", "Secret"},
            {"rbac.authorization.k8s.io/v1", "ClusterRoleBinding"},
            {"chaos-mesh.org.evil.io/v1", "PodChaos"}
        }) {
            InvalidValue refusal = assertThrows(InvalidValue.class, () -> chaos.objects(object(kind[0], kind[1])));
            assertTrue(
                    refusal.getMessage().startsWith("kind must be one that faultline.chaos.allowed-kinds allows"),
                    refusal.getMessage());
        }
    }

    private static ObjectNode object(String apiVersion, String kind) {
        return (ObjectNode) YAML.tree(("{apiVersion: " + apiVersion + ", kind: " + kind + ", metadata: {name: n}}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
