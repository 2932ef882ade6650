package dev.faultline.load.chaos;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;

/** Where the API of a cluster has the objects of a kind. */
final class Kinds {

    private Kinds() {}

    /** Returns the objects of the kind of that one; of kinds that are not Chaos Mesh's the cluster is asked. */
    static MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            of(KubernetesClient client, GenericKubernetesResource resource) {
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
}
