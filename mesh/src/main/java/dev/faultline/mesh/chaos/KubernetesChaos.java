package dev.faultline.mesh.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.ControlFailed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates and deletes objects of a cluster. What it creates carries a label, and nothing without that label is ever
 * changed or deleted. Needs the verbs get, create, update and delete on the kinds that are allowed. Threadsafe.
 */
public final class KubernetesChaos implements ChaosObjects {

    /** Says whose an object is. */
    static final String LABEL = "app.kubernetes.io/managed-by";

    /** The value of {@link #LABEL}. */
    static final String US = "faultline";

    /** When the experiment has ended at the latest: an object that is still there then was left behind. */
    static final String EXPIRES = "faultline.dev/expires-at";

    /** Chaos Mesh does nothing with an object as long as this is true. */
    private static final String PAUSE = "experiment.chaos-mesh.org/pause";

    private static final Duration RECHECK = Duration.ofMillis(250);
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
    public void apply(ObjectNode object, Duration expected) {
        GenericKubernetesResource wanted = resource(object, expected);
        acting("apply", object, resource -> {
            GenericKubernetesResource there = resource.get();
            if (there == null) {
                at(wanted).create();
                return;
            }
            if (!isOurs(there)) {
                throw new ControlFailed(
                        name(object) + " is somebody else's: it does not carry the label " + LABEL + ": " + US,
                        true,
                        null);
            }
            wanted.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
            at(wanted).update();
        });
    }

    /**
     * Chaos Mesh keeps what it does in the same object, and its generation counts that too; what counts is the spec, and
     * whether somebody has paused it.
     */
    @Override
    public Optional<String> revision(ObjectNode object) {
        AtomicReference<@Nullable String> revision = new AtomicReference<>();
        acting("get", object, resource -> {
            GenericKubernetesResource there = resource.get();
            boolean gone = there == null || there.getMetadata().getDeletionTimestamp() != null;
            if (!gone) {
                revision.set(there.getMetadata().getUid()
                        + "/" + there.getMetadata().getAnnotations().get(PAUSE)
                        + "/"
                        + Serialization.asJson(there.getAdditionalProperties().get("spec")));
            }
        });
        return Optional.ofNullable(revision.get());
    }

    @Override
    public void delete(ObjectNode object) {
        acting("delete", object, resource -> remove(object, resource));
    }

    private void remove(ObjectNode object, Resource<GenericKubernetesResource> resource) {
        GenericKubernetesResource there = resource.get();
        // Somebody else's can't be what was applied.
        if (there != null && isOurs(there)) {
            resource.delete();
            awaitGone(object, resource);
        }
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
            wait.pass(RECHECK);
            waited = waited.plus(RECHECK);
            there = resource.get();
        }
    }

    private void acting(String verb, ObjectNode object, Consumer<Resource<GenericKubernetesResource>> act) {
        try {
            act.accept(at(resource(object, Duration.ZERO)));
        } catch (KubernetesClientException e) {
            int code = e.getCode();
            boolean refused = code / 100 == 4 && code != TOO_MANY;
            String missing = code == NOT_FOUND ? " (is its CustomResourceDefinition installed?)" : "";
            throw new ControlFailed("can't " + verb + " " + name(object) + ": " + e.getMessage() + missing, refused, e);
        }
    }

    private Resource<GenericKubernetesResource> at(GenericKubernetesResource resource) {
        return ofKind(client(), resource)
                .inNamespace(resource.getMetadata().getNamespace())
                .resource(resource);
    }

    /** Returns the objects of the kind of that one; of kinds that are not Chaos Mesh's the cluster is asked. */
    static MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            ofKind(KubernetesClient client, GenericKubernetesResource resource) {
        String[] version = resource.getApiVersion().split("/", 2);
        if (version.length < 2 || !version[0].equals(ChaosMesh.GROUP)) {
            return client.genericKubernetesResources(resource.getApiVersion(), resource.getKind());
        }
        String lower = resource.getKind().toLowerCase(Locale.ROOT);
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(version[0])
                .withVersion(version[1])
                .withKind(resource.getKind())
                .withPlural(lower.endsWith("chaos") ? lower : lower + "s")
                .withNamespaced(true)
                .build());
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
