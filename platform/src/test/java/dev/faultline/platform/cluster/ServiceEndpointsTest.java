package dev.faultline.platform.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which pods stand behind a Service. */
@EnableKubernetesMockClient(crud = true, https = false)
class ServiceEndpointsTest {

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesMockServer server;

    private void slice(
            String name, String service, @Nullable String portName, int port, @Nullable Boolean ready, String... pods) {
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withAddressType("IPv4")
                .withNewMetadata()
                .withName(name)
                .withNamespace("shop")
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .endPort()
                .addNewPort()
                .withName(portName)
                .withPort(port)
                .endPort();
        for (String pod : pods) {
            slice.addNewEndpoint()
                    .withAddresses(pod)
                    .withNewConditions()
                    .withReady(ready)
                    .endConditions()
                    .endEndpoint();
        }
        EndpointSlice unused = client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace("shop")
                .resource(slice.build())
                .create();
    }

    private ServiceEndpoints endpoints(int port) {
        return new ServiceEndpoints(() -> client, "shop", "error-injector", "control", port);
    }

    @Test
    void allReadyPodsOfTheServiceAreFoundByTheNameOfThePort() {
        slice("a", "error-injector", "control", 9001, true, "10.0.0.2", "10.0.0.1");
        slice("b", "error-injector", "control", 9001, null, "10.0.0.3", "10.0.0.1");
        slice("c", "error-injector", "control", 9001, false, "10.0.0.4");
        slice("d", "demo-backend", "control", 9001, true, "10.0.0.5");
        assertEquals(
                List.of("10.0.0.1:9001", "10.0.0.2:9001", "10.0.0.3:9001"),
                endpoints(80).addresses());
    }

    @Test
    void withoutThatNameTheNumberCounts() {
        slice("a", "error-injector", null, 9000, true, "fd00::1");
        assertEquals(List.of("[fd00::1]:9000"), endpoints(9000).addresses());
        assertEquals(List.of(), endpoints(9999).addresses());
    }

    @Test
    void whatIsForbiddenIsSaid() {
        server.expect()
                .get()
                .withPath("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices"
                        + "?labelSelector=kubernetes.io%2Fservice-name%3Derror-injector")
                .andReturn(403, "")
                .always();
        ApiFailure failure =
                assertThrows(ApiFailure.class, () -> endpoints(9000).addresses());
        assertTrue(failure.getMessage().contains("list endpointslices"), failure.getMessage());
    }
}
