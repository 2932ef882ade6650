package dev.faultline.load.doctor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which split is looked at.
 *
 * @param namespace of the Service
 * @param service the Service whose traffic is split
 * @param port its port; null for all
 * @param injector the name of the injector's Service, in the same namespace
 * @param clientNamespace where the client is: its routes count for its own calls
 * @param route the object that load-client steers; null if it was told none
 */
record Subject(
        String namespace,
        String service,
        @Nullable Integer port,
        String injector,
        String clientNamespace,
        @Nullable RouteName route) {

    Optional<RouteName> steered() {
        return Optional.ofNullable(route);
    }

    /** Returns whether something that names a port, or none, means this split's. */
    boolean isAt(@Nullable Integer otherPort) {
        return port == null || otherPort == null || port.equals(otherPort);
    }
}
