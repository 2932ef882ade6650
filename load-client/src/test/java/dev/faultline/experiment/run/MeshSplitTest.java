package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.split.Split;
import dev.faultline.mesh.split.KubernetesSplit;
import dev.faultline.mesh.split.RouteRef;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments whose traffic is split by a route in a cluster, against a server that keeps objects as its API does. */
@EnableKubernetesMockClient(crud = true, https = false)
class MeshSplitTest {

    private static final StrictReader YAML = WireYaml.reader();
    private static final String ROUTE = "httproute/demo-backend-faults";

    private static final String HALF = """
            title: Half of the traffic
            hypothesis: [success_rate = split]
            load: {target: "http://demo-backend:8080/", rate: 200}
            warmup: 3s
            baseline: {duration: 10s}
            method:
              - split: {error-injector: 50}
              - hold: 15s
            verify: {duration: 5s}
            """;

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @SuppressWarnings("NullAway.Init")
    @TempDir
    Path directory;

    private final List<Map<String, Integer>> seen = new ArrayList<>();

    @BeforeEach
    void route() throws IOException {
        String manifest = YAML.tree(Files.readAllBytes(Path.of("..", "linkerd", "http-route.yaml")))
                .toString();
        client.resource(Serialization.unmarshal(manifest, GenericKubernetesResource.class))
                .inNamespace("test")
                .create();
    }

    private FakeWorld world() {
        FakeWorld world = new FakeWorld(directory);
        KubernetesSplit split = split(world, "pod/1");
        world.mesh = split;
        world.everySlice = () -> {
            if (world.nanos() % KubernetesSplit.REFRESH.toNanos() == 0) {
                split.refresh();
            }
            split.known().ifPresent(this::drawBy);
            split.known().ifPresent(world.split::change);
        };
        return world;
    }

    private KubernetesSplit split(FakeWorld world, String holder) {
        return new KubernetesSplit(
                () -> client,
                RouteRef.parse("faultline.split.route", ROUTE),
                "test",
                new KubernetesSplit.Identity("error-injector", holder),
                world::instant,
                world::nanos,
                target -> Optional.empty());
    }

    private void drawBy(Split split) {
        if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(split.weights())) {
            seen.add(split.weights());
        }
    }

    private GenericKubernetesResource stored() {
        Resource<GenericKubernetesResource> route = client.genericKubernetesResources(
                        "gateway.networking.k8s.io/v1", "HTTPRoute")
                .inNamespace("test")
                .withName("demo-backend-faults");
        return route.get();
    }

    @Test
    void theRouteIsRaisedAndPutBack() {
        ExperimentResult result = world().run(HALF).conduct();
        assertEquals(
                Verdict.Outcome.PASS,
                result.verdict().outcome(),
                result.verdict().reason());
        Map<String, Integer> healthy = Map.of("demo-backend", 100, "error-injector", 0);
        assertEquals(List.of(healthy, Map.of("demo-backend", 50, "error-injector", 50), healthy), seen);
        assertEquals(Map.of(), stored().getMetadata().getAnnotations());
    }

    @Test
    void whatAKilledProcessLeftIsPutBackByItsLease() {
        FakeWorld world = world();
        KubernetesSplit next = split(world, "pod/2");
        // The first process stops reading the split, as one that is killed does; its thread goes on here only to let
        // time pass.
        world.at(15, () -> world.everySlice = next::refresh);
        ExperimentRun run = world.run(HALF.replace("hold: 15s", "hold: 60s"));
        world.at(30, () -> assertEquals(50, next.split().weights().get("error-injector")));
        world.at(46, () -> assertEquals(0, next.split().weights().get("error-injector")));
        run.conduct();
        assertEquals(1, next.restored());
        assertEquals(Map.of(), stored().getMetadata().getAnnotations());
    }

    @Test
    void aRouteThatCannotBeSteeredEndsInAVerdictThatSaysSo() {
        FakeWorld world = world();
        client.resource(stored()).inNamespace("test").delete();
        ExperimentResult result = world.run(HALF).conduct();
        assertTrue(
                result.verdict().reason().contains("there is no HTTPRoute demo-backend-faults in namespace test"),
                result.verdict().reason());
    }
}
