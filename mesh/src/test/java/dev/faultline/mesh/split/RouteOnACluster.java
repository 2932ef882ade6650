package dev.faultline.mesh.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.split.Split;
import dev.faultline.platform.wire.MergePatch;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A route that is kept by a server as the API of a cluster does, and processes that steer it. */
abstract class RouteOnACluster {

    abstract KubernetesClient client();

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    long nanos;
    /** By what this pod's proxy routed lately; null if that is not known. */
    MeshSource.@Nullable Routing routing;

    RouteRef ref = new RouteRef(RouteRef.Kind.HTTPROUTE, "demo-backend-faults");
    KubernetesSplit split = process("pod-a/1");

    KubernetesSplit process(String holder) {
        return new KubernetesSplit(
                this::client,
                ref,
                null,
                new KubernetesSplit.Identity("error-injector", holder),
                () -> START.plusNanos(nanos),
                () -> nanos,
                target -> Optional.ofNullable(routing));
    }

    void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    @BeforeEach
    void create() {
        create(RouteSamples.ROUTE);
    }

    void create(String yaml) {
        at().inNamespace("test")
                .resource(Serialization.unmarshal(RouteSamples.read(yaml).toString(), GenericKubernetesResource.class))
                .create();
    }

    MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> at() {
        return client().genericKubernetesResources(ref.kind().context());
    }

    ObjectNode stored() {
        return RouteSamples.read(Serialization.asJson(
                at().inNamespace("test").withName(ref.name()).get()));
    }

    String annotation(String name) {
        return stored().path("metadata").path("annotations").path(name).asText("");
    }

    static Split weights(int backend, int injector) {
        return new Split(Map.of("demo-backend", backend, "error-injector", injector));
    }

    /** As kubectl, helm or a person does it: nothing but the weights. */
    void overrule(int backend, int injector) {
        ObjectNode route = stored();
        route.set(
                "spec",
                MergePatch.apply(
                        route.path("spec"), new RouteObject.GatewayRoute().spec(route, weights(backend, injector))));
        put(route);
    }

    void put(ObjectNode route) {
        at().inNamespace("test")
                .resource(Serialization.unmarshal(route.toString(), GenericKubernetesResource.class))
                .update();
    }
}
