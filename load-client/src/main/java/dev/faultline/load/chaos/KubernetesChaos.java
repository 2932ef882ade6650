package dev.faultline.load.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.ChaosControl;
import dev.faultline.load.experiment.ControlFailed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates and deletes objects of a cluster. What it creates carries a label, and nothing without that label is ever
 * changed or deleted. Needs the verbs get, create, update and delete on the kinds that are allowed. Threadsafe.
 */
public final class KubernetesChaos implements ChaosControl {

    /** Says whose an object is. */
    static final String LABEL = "app.kubernetes.io/managed-by";

    /** The value of {@link #LABEL}. */
    static final String US = "faultline";

    /** When the experiment has ended at the latest: an object that is still there then was left behind. */
    static final String EXPIRES = "faultline.dev/expires-at";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final Duration LONGEST_DELETION = Duration.ofSeconds(30);
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;

    private final Supplier<KubernetesClient> clients;
    private final Manifests manifests;
    private final AllowedKinds allowed;
    private final InstantSource clock;
    private final Wait wait;
    private @Nullable KubernetesClient client;
    private @Nullable OwnerReference owner;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Wait {
        /** Returns after that time. */
        void pass(Duration duration);
    }

    /** @param clients makes the client, once, when it is needed */
    public KubernetesChaos(
            Supplier<KubernetesClient> clients,
            Manifests manifests,
            AllowedKinds allowed,
            InstantSource clock,
            Wait wait) {
        this.clients = clients;
        this.manifests = manifests;
        this.allowed = allowed;
        this.clock = clock;
        this.wait = wait;
    }

    /**
     * Has the cluster itself delete what is applied in the pod's namespace when the pod is gone, however it went.
     *
     * @param uid the pod's
     */
    public KubernetesChaos ownedBy(String pod, String uid) {
        owner = new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod)
                .withUid(uid)
                .build();
        return this;
    }

    @Override
    public List<ObjectNode> objects(JsonNode written) {
        List<ObjectNode> objects = manifests.read(written);
        for (ObjectNode object : objects) {
            allowed.check(object);
            if (ChaosMesh.knows(object)) {
                ChaosMesh.check(object);
            }
        }
        return objects;
    }

    @Override
    public void apply(ObjectNode object) {
        apply(object, Duration.ZERO);
    }

    @Override
    public void apply(ObjectNode object, Duration expected) {
        GenericKubernetesResource wanted = resource(object, expected);
        acting("apply", object, resource -> {
            GenericKubernetesResource there = resource.get();
            if (there == null) {
                return at(wanted).create();
            }
            if (!isOurs(there)) {
                throw new ControlFailed(
                        name(object) + " is somebody else's: it does not carry the label " + LABEL + ": " + US,
                        true,
                        null);
            }
            wanted.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
            return at(wanted).update();
        });
    }

    @Override
    public void delete(ObjectNode object) {
        boolean unused = acting("delete", object, resource -> remove(object, resource));
    }

    private boolean remove(ObjectNode object, Resource<GenericKubernetesResource> resource) {
        GenericKubernetesResource there = resource.get();
        // Somebody else's can't be what was applied.
        boolean ours = there != null && isOurs(there);
        if (ours) {
            List<StatusDetails> unused = resource.delete();
            awaitGone(object, resource);
        }
        return ours;
    }

    /** Chaos Mesh puts a finalizer on its objects: they are gone when what they did is undone. */
    private void awaitGone(ObjectNode object, Resource<GenericKubernetesResource> resource) {
        Duration waited = Duration.ZERO;
        GenericKubernetesResource there = resource.get();
        while (there != null) {
            if (waited.compareTo(LONGEST_DELETION) >= 0) {
                throw new ControlFailed(
                        name(object) + " was deleted and is still there after " + LONGEST_DELETION.toSeconds()
                                + "s, held by " + there.getMetadata().getFinalizers(),
                        true,
                        null);
            }
            wait.pass(LOOK_AGAIN);
            waited = waited.plus(LOOK_AGAIN);
            there = resource.get();
        }
    }

    private <T> T acting(String verb, ObjectNode object, Function<Resource<GenericKubernetesResource>, T> act) {
        try {
            return act.apply(at(resource(object, Duration.ZERO)));
        } catch (KubernetesClientException e) {
            int code = e.getCode();
            boolean refused = code / 100 == 4 && code != TOO_MANY;
            String missing = code == NOT_FOUND ? " (is its CustomResourceDefinition installed?)" : "";
            throw new ControlFailed("can't " + verb + " " + name(object) + ": " + e.getMessage() + missing, refused, e);
        }
    }

    private Resource<GenericKubernetesResource> at(GenericKubernetesResource resource) {
        return Kinds.of(client(), resource)
                .inNamespace(resource.getMetadata().getNamespace())
                .resource(resource);
    }

    private GenericKubernetesResource resource(ObjectNode object, Duration expected) {
        GenericKubernetesResource resource =
                Serialization.unmarshal(object.toString(), GenericKubernetesResource.class);
        var metadata = resource.getMetadata();
        String own = client().getNamespace();
        if (metadata.getNamespace() == null) {
            metadata.setNamespace(own == null ? "default" : own);
        }
        // An owner in another namespace is none: the cluster would delete the object at once.
        if (owner != null && metadata.getNamespace().equals(own)) {
            metadata.setOwnerReferences(List.of(owner));
        }
        metadata.getLabels().put(LABEL, US);
        if (!expected.isZero()) {
            Instant expires = clock.instant().plus(expected).truncatedTo(ChronoUnit.SECONDS);
            metadata.getAnnotations().put(EXPIRES, expires.toString());
        }
        return resource;
    }

    private static boolean isOurs(GenericKubernetesResource there) {
        return US.equals(there.getMetadata().getLabels().get(LABEL));
    }

    private static String name(ObjectNode object) {
        return object.path("kind").asText() + " "
                + object.path("metadata").path("name").asText();
    }

    private synchronized KubernetesClient client() {
        if (client == null) {
            client = clients.get();
        }
        return client;
    }
}
