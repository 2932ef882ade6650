package dev.faultline.load.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What is looked at if a question does not say.
 *
 * @param namespace of the split; null for that of the client
 * @param injector the name of the injector's Service
 * @param route what load-client steers; null if it was told none
 * @param pod the pod that this process is in; null outside of a cluster, where the client is somewhere else
 */
public record Defaults(
        @Nullable String namespace,
        String injector,
        @Nullable RouteName route,
        @Nullable String pod) {}
