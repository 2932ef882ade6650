package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.wiring.MeshProducer;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.Condition;
import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.step.Undo;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.mesh.chaos.AllowedKinds;
import dev.faultline.mesh.chaos.KubernetesChaos;
import dev.faultline.mesh.chaos.Manifests;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The experiments that need a cluster, on a mock of its API: what they apply is there and is gone again. */
@EnableKubernetesMockClient(crud = true, https = false)
class ChaosExperimentsTest {

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    static KubernetesClient client;

    @TempDir
    private Path directory;

    private final Deque<Undo> undos = new ArrayDeque<>();
    private final List<Condition> conditions = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "pod-kill, schedules, Schedule",
        "pod-failure, podchaos, PodChaos",
        "cpu-stress, stresschaos, StressChaos",
        "network-delay, networkchaos, NetworkChaos",
        "dns-failure, dnschaos, DNSChaos",
    })
    void whatItAppliesIsDeletedAgain(String name, String plural, String kind) throws Exception {
        Experiment experiment = FakeWorld.read(Files.readString(Path.of("..", "experiments", name + ".yaml")));
        assertTrue(experiment.heading().tags().contains("kubernetes"));
        assertTrue(experiment.planned().compareTo(Duration.ofSeconds(90)) <= 0, "at most a minute and a half");
        StageOnACluster stage = new StageOnACluster(new FakeWorld(directory));
        for (Step step : experiment.method().steps()) {
            step.check(stage.actuators());
            step.run(stage);
        }
        List<GenericKubernetesResource> there = objects(plural, kind);
        assertEquals(1, there.size());
        assertTrue(there.get(0).getMetadata().getAnnotations().containsKey("faultline.dev/expires-at"));
        assertEquals(Optional.empty(), change(stage));
        pause(there.get(0), plural, kind);
        assertEquals(
                kind + " " + there.get(0).getMetadata().getName() + " was changed",
                change(stage).orElseThrow());
        assertEquals(1, undos.size());
        undos.pop().run(stage.actuators());
        assertEquals(List.of(), objects(plural, kind));
        assertEquals(
                kind + " " + there.get(0).getMetadata().getName() + " was deleted",
                change(stage).orElseThrow());
    }

    private Optional<String> change(StageOnACluster stage) {
        Condition applied = conditions.get(0);
        return applied.change(applied.now(stage.actuators()), null).map(Condition.Change::what);
    }

    /** As somebody does who wants to see whether it was the chaos. */
    private static void pause(GenericKubernetesResource object, String plural, String kind) {
        object.getMetadata().getAnnotations().put("experiment.chaos-mesh.org/pause", "true");
        GenericKubernetesResource unused =
                objects(plural, kind, client).resource(object).update();
    }

    @Test
    void everyOtherExperimentIsRead() throws IOException {
        try (var files = Files.list(Path.of("..", "experiments"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                Experiment experiment = FakeWorld.read(Files.readString(file));
                assertTrue(experiment.hypothesis().words() != null, file + " says what it expects");
                assertTrue(experiment.heading().description() != null, file + " says what it does");
                assertTrue(!experiment.heading().tags().isEmpty(), file + " says where it runs");
                assertTrue(experiment.planned().compareTo(Duration.ofSeconds(90)) <= 0, file + " is bounded");
            }
        }
    }

    private static List<GenericKubernetesResource> objects(String plural, String kind) {
        return objects(plural, kind, client).list().getItems();
    }

    private static NonNamespaceOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            objects(String plural, String kind, KubernetesClient there) {
        return there.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("chaos-mesh.org")
                        .withVersion("v1alpha1")
                        .withKind(kind)
                        .withPlural(plural)
                        .withNamespaced(true)
                        .build())
                .inNamespace("test");
    }

    /** Does not hold. */
    private final class StageOnACluster implements Step.Stage {

        private final Actuators actuators;

        StageOnACluster(FakeWorld world) {
            KubernetesChaos chaos = new KubernetesChaos(
                    () -> client,
                    new Manifests(Path.of("..", "k8s", "chaos-mesh")),
                    new AllowedKinds(List.of("chaos-mesh.org/*")),
                    InstantSource.system(),
                    duration -> {});
            actuators = new Actuators(
                    world.split,
                    world.faults,
                    MeshProducer.port(chaos),
                    call -> {},
                    world.traffic,
                    Optional::empty,
                    world.learning);
        }

        @Override
        public Actuators actuators() {
            return actuators;
        }

        @Override
        public void undo(String key, Undo undo) {
            undos.push(undo);
        }

        @Override
        public void inForce(Condition condition) {
            conditions.add(condition);
        }

        @Override
        public void takeAsItIs() {}

        @Override
        public void awaitSilence() {}

        @Override
        public <T> T eventually(Supplier<T> question, Predicate<T> wanted) {
            return question.get();
        }

        @Override
        public void observe(Duration duration) {}

        @Override
        public void check(List<Threshold> thresholds) {}

        @Override
        public Duration remaining() {
            return Duration.ofSeconds(30);
        }
    }
}
