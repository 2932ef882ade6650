package dev.faultline.mesh.split;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.load.split.SplitFailed.Reason;
import dev.faultline.platform.cluster.ApiFailure;
import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.MergePatch;
import dev.faultline.platform.wire.WireJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one object of the cluster that holds the weights. Calls block for some seconds at most. Threadsafe. */
final class RouteStore {

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    private final ObjectMapper json = WireJson.mapper();
    private final Supplier<KubernetesClient> clients;
    private final RouteRef ref;
    private final @Nullable String wantedNamespace;

    /** @param namespace null for the one that this process is in */
    RouteStore(Supplier<KubernetesClient> clients, RouteRef ref, @Nullable String namespace) {
        this.clients = clients;
        this.ref = ref;
        this.wantedNamespace = namespace;
    }

    /**
     * Returns the object as it is now.
     *
     * @throws SplitFailed if it can't be had, or is not one of ours
     */
    ObjectNode get() {
        GenericKubernetesResource there = calling("get", Resource::get);
        if (there == null) {
            throw missing(null);
        }
        if (!Annotations.FAULTLINE.equals(there.getMetadata().getLabels().get(Annotations.PART_OF))) {
            throw new SplitFailed(
                    Reason.UNFIT,
                    where() + " is not steered: it does not carry the label " + Annotations.PART_OF + ": "
                            + Annotations.FAULTLINE,
                    null);
        }
        return tree(there);
    }

    /**
     * Changes the object by a merge patch that names the version it was made for, and returns what it is then.
     *
     * @param object as it was read
     * @throws SplitFailed {@link Reason#TAKEN} if the object has been changed since
     */
    ObjectNode replace(ObjectNode object, ObjectNode patch) {
        String changed = MergePatch.apply(object, patch).toString();
        GenericKubernetesResource wanted = Serialization.unmarshal(changed, GenericKubernetesResource.class);
        return tree(calling("update", resource -> resources().resource(wanted).update()));
    }

    /** Returns the object's kind, name and namespace for people. */
    String where() {
        return ref + " in namespace " + namespace();
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> resources() {
        return client().genericKubernetesResources(ref.kind().context()).inNamespace(namespace());
    }

    private KubernetesClient client() {
        // Such as a KUBECONFIG that can't be read; it may be mended while this process runs.
        return Guarded.call(clients, failure -> {
            throw new SplitFailed(Reason.UNREACHABLE, "the cluster can't be reached: " + failure, failure);
        });
    }

    private <T extends @Nullable Object> T calling(String verb, Function<Resource<GenericKubernetesResource>, T> call) {
        try {
            return call.apply(resources().withName(ref.name()));
        } catch (KubernetesClientException e) {
            throw failed(verb, e);
        }
    }

    private SplitFailed failed(String verb, KubernetesClientException e) {
        return switch (e.getCode()) {
            case FORBIDDEN ->
                new SplitFailed(
                        Reason.FORBIDDEN,
                        "may not " + verb + " " + ref.kind().resource() + " " + ref.name() + " in namespace "
                                + namespace()
                                + ": the service account needs a Role with the verbs get and update for it",
                        e);
            case NOT_FOUND -> missing(e);
            case CONFLICT -> new SplitFailed(Reason.TAKEN, where() + " is being changed by somebody else", e);
            case BAD_REQUEST, UNPROCESSABLE ->
                new SplitFailed(
                        Reason.UNFIT, "the cluster refused to " + verb + " " + where() + ": " + ApiFailure.said(e), e);
            default ->
                new SplitFailed(Reason.UNREACHABLE, "can't " + verb + " " + where() + ": " + ApiFailure.said(e), e);
        };
    }

    private SplitFailed missing(@Nullable Throwable cause) {
        return new SplitFailed(
                Reason.MISSING, "there is no " + where() + " (is " + ref.kind().resource() + " installed?)", cause);
    }

    private String namespace() {
        if (wantedNamespace != null) {
            return wantedNamespace;
        }
        String own = client().getNamespace();
        return own == null ? "default" : own;
    }

    private ObjectNode tree(GenericKubernetesResource resource) {
        try {
            return (ObjectNode) json.readTree(Serialization.asJson(resource));
        } catch (JsonProcessingException e) {
            throw new AssertionError("what the client has read is JSON", e);
        }
    }
}
