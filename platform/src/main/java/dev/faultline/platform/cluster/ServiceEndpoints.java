package dev.faultline.platform.cluster;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ready pods behind a Service, as the cluster lists them. Needs the verb list on endpointslices. Threadsafe; calls block,
 * at most some seconds.
 *
 * @param clients gives the client when it is needed
 * @param namespace null for the one that this process is in
 * @param portName what the Service calls the port
 * @param port its number, which counts where no port has that name
 */
public record ServiceEndpoints(
        Supplier<KubernetesClient> clients, @Nullable String namespace, String service, String portName, int port) {

    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    /**
     * Returns their addresses and ports, such as {@code 10.1.2.3:9000}, in order; empty if there are none.
     *
     * @throws ApiFailure if the cluster does not list them
     */
    public List<String> addresses() {
        KubernetesClient client = clients.get();
        String own = client.getNamespace();
        String where = namespace != null ? namespace : own == null ? "default" : own;
        try {
            return client
                    .discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(where)
                    .withLabel(SERVICE_LABEL, service)
                    .list()
                    .getItems()
                    .stream()
                    .flatMap(this::addresses)
                    .sorted()
                    .distinct()
                    .toList();
        } catch (KubernetesClientException e) {
            throw ApiFailure.of(new ApiFailure.Attempt("list", "endpointslices", where, service), e);
        }
    }

    private Stream<String> addresses(EndpointSlice slice) {
        return Stream.ofNullable(number(slice))
                .flatMap(number -> slice.getEndpoints().stream()
                        .filter(ServiceEndpoints::isReady)
                        .flatMap(endpoint -> endpoint.getAddresses().stream())
                        .map(address -> (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + number));
    }

    private @Nullable Integer number(EndpointSlice slice) {
        List<EndpointPort> ports = slice.getPorts();
        return Stream.concat(
                        ports.stream().filter(each -> portName.equals(each.getName())),
                        ports.stream().filter(each -> each.getPort() != null && each.getPort() == port))
                .map(EndpointPort::getPort)
                .findFirst()
                .orElse(null);
    }

    /** A condition that is not told stands for readiness: so the API says. */
    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }
}
