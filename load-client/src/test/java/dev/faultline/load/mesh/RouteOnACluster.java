package dev.faultline.load.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Split;
import dev.faultline.wire.MergePatch;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A route that is kept by a server as the API of a cluster does, and processes that steer it. */
abstract class RouteOnACluster {

    abstract KubernetesClient client();

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    long nanos;
    RouteRef ref = new RouteRef(RouteKind.HTTPROUTE, "demo-backend-faults");
    KubernetesSplit split = process("pod-a/1");

    KubernetesSplit process(String holder) {
        return new KubernetesSplit(
                this::client,
                ref,
                null,
                new Party("error-injector", holder),
                new Time(() -> START.plusNanos(nanos), () -> nanos));
    }

    void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    @BeforeEach
    void create() {
        create(RouteSamples.ROUTE);
    }

    void create(String yaml) {
        Object unused = at().inNamespace("test")
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

    String mark(String name) {
        return stored().path("metadata").path("annotations").path(name).asText("");
    }

    static Split weights(int backend, int injector) {
        return new Split(Map.of("demo-backend", backend, "error-injector", injector));
    }

    /** As kubectl, helm or a person does it: nothing but the weights. */
    void overrule(int backend, int injector) {
        ObjectNode route = stored();
        Object unused = route.set(
                "spec", MergePatch.apply(route.path("spec"), new RuleRoute().spec(route, weights(backend, injector))));
        put(route);
    }

    void put(ObjectNode route) {
        Object unused = at().inNamespace("test")
                .resource(Serialization.unmarshal(route.toString(), GenericKubernetesResource.class))
                .update();
    }
}
