package dev.faultline.mesh.doctor;

import dev.faultline.mesh.split.RouteRef;

/** The kinds of objects that are looked at, in the versions that Linkerd and its SMI adaptor read. */
enum Resource {
    /** Services. */
    SERVICES("", "v1", "services"),
    /** Pods. */
    PODS("", "v1", "pods"),
    /** The namespace itself: its annotations count for all that is in it. */
    NAMESPACES("", "v1", "namespaces"),
    /** Which addresses of a Service are ready. */
    ENDPOINT_SLICES("discovery.k8s.io", "v1", "endpointslices"),
    /** Of the Gateway API. */
    HTTP_ROUTES("gateway.networking.k8s.io", "v1", "httproutes"),
    /** Of the Gateway API, for gRPC. */
    GRPC_ROUTES("gateway.networking.k8s.io", "v1", "grpcroutes"),
    /** Linkerd's own HTTPRoute, which splits like the other one. */
    POLICY_ROUTES("policy.linkerd.io", "v1beta3", "httproutes"),
    /** Linkerd's older way to route. */
    SERVICE_PROFILES("linkerd.io", "v1alpha2", "serviceprofiles"),
    /** Of SMI. */
    TRAFFIC_SPLITS("split.smi-spec.io", "v1alpha1", "trafficsplits"),
    /** Of Chaos Mesh: what is done to pods. */
    POD_CHAOS("chaos-mesh.org", "v1alpha1", "podchaos"),
    /** Of Chaos Mesh: what is done again and again. */
    SCHEDULES("chaos-mesh.org", "v1alpha1", "schedules"),
    /** Of Chaos Mesh: what is done in steps. */
    WORKFLOWS("chaos-mesh.org", "v1alpha1", "workflows"),
    /** Linkerd's policy; only whether it is known counts. */
    SERVERS("policy.linkerd.io", "v1beta3", "servers");

    private final String group;
    private final String version;
    private final String plural;

    Resource(String group, String version, String plural) {
        this.group = group;
        this.version = version;
        this.plural = plural;
    }

    /** Returns the kind that holds the weights of a split. */
    static Resource of(RouteRef.Kind kind) {
        return switch (kind) {
            case HTTPROUTE -> HTTP_ROUTES;
            case GRPCROUTE -> GRPC_ROUTES;
            case TRAFFICSPLIT -> TRAFFIC_SPLITS;
        };
    }

    /** Returns whether every cluster has it. */
    boolean isBuiltIn() {
        return group.isEmpty() || this == ENDPOINT_SLICES;
    }

    /** Returns the path under which the API has the group's version. */
    String home() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }

    /** Returns its name in paths. */
    String plural() {
        return plural;
    }

    /** Returns it as roles and {@code kubectl} name it, such as {@code httproutes.gateway.networking.k8s.io}. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
