package dev.faultline.load.mesh;

import dev.faultline.wire.Require;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of objects that split traffic. */
public enum RouteKind {
    /** Of the Gateway API. */
    HTTPROUTE("gateway.networking.k8s.io", "v1", "HTTPRoute"),
    /** Of the Gateway API, for gRPC. */
    GRPCROUTE("gateway.networking.k8s.io", "v1", "GRPCRoute"),
    /** Of SMI; the version is the one that Linkerd's adaptor watches. */
    TRAFFICSPLIT("split.smi-spec.io", "v1alpha1", "TrafficSplit");

    private final String group;
    private final String version;
    private final String kind;

    RouteKind(String group, String version, String kind) {
        this.group = group;
        this.version = version;
        this.kind = kind;
    }

    /** Returns the kind that a setting names, in any case. */
    static RouteKind named(String field, String name) {
        List<String> names = Arrays.stream(values()).map(RouteKind::lowerCase).toList();
        String lower = name.toLowerCase(Locale.ROOT);
        Require.that(names.contains(lower), field, "must start with one of " + names, name);
        return values()[names.indexOf(lower)];
    }

    /** Returns how to read and write an object of this kind. */
    RouteObject object() {
        return switch (this) {
            case HTTPROUTE, GRPCROUTE -> new RuleRoute();
            case TRAFFICSPLIT -> new SmiSplit();
        };
    }

    /** Returns the name of the kind, such as {@code HTTPRoute}. */
    String kind() {
        return kind;
    }

    /** Returns the resource as roles name it, such as {@code httproutes.gateway.networking.k8s.io}. */
    String resource() {
        return plural() + "." + group;
    }

    /** Returns where the API has it. */
    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural())
                .withNamespaced(true)
                .build();
    }

    private String plural() {
        return lowerCase() + "s";
    }

    private String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
