package dev.faultline.mesh.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.MeshSource.Routing;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.Split;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which object of the cluster holds the weights.
 *
 * @param name its name, a DNS subdomain
 */
public record RouteRef(Kind kind, String name) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /** The kinds of objects that split traffic. */
    public enum Kind {
        /** Of the Gateway API. */
        HTTPROUTE("gateway.networking.k8s.io", "v1", "HTTPRoute"),
        /** Of the Gateway API, for gRPC. */
        GRPCROUTE("gateway.networking.k8s.io", "v1", "GRPCRoute"),
        /** Of SMI; the version is the one that Linkerd's adaptor watches. */
        TRAFFICSPLIT("split.smi-spec.io", "v1alpha1", "TrafficSplit");

        private final String group;
        private final String version;
        private final String kind;

        Kind(String group, String version, String kind) {
            this.group = group;
            this.version = version;
            this.kind = kind;
        }

        /** Returns how to read and write an object of this kind. */
        RouteObject object() {
            return switch (this) {
                case HTTPROUTE, GRPCROUTE -> new RouteObject.GatewayRoute();
                case TRAFFICSPLIT -> new RouteObject.SmiSplit();
            };
        }

        /** Returns what the weights of such an object let expect; empty if nothing can be told by it. */
        public Optional<ExpectedShare.ByRoute> expectation(ObjectNode object, String injector) {
            try {
                RouteObject kept = object();
                Split split = kept.split(object);
                return kept.route(object).map(route -> new ExpectedShare.ByRoute(route, split, injector));
            } catch (InvalidValue unfit) {
                // Other checks tell of that.
                return Optional.empty();
            }
        }

        /** Returns by what a proxy routes for which such an object holds. */
        public Routing routing() {
            return this == TRAFFICSPLIT ? Routing.SERVICE_PROFILE : Routing.ROUTE;
        }

        /** Returns the name of the kind, such as {@code HTTPRoute}. */
        String kind() {
            return kind;
        }

        /** Returns the resource as roles name it, such as {@code httproutes.gateway.networking.k8s.io}. */
        public String resource() {
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
            return kind.toLowerCase(Locale.ROOT) + "s";
        }
    }

    /** Checks the name. */
    public RouteRef {
        Require.matching("name", name, NAME, "must be the name of an object");
    }

    /**
     * Reads {@code KIND/NAME}, such as {@code httproute/demo-backend-faults}; the case of the kind does not matter.
     *
     * @throws InvalidValue naming the field if it is none
     */
    public static RouteRef parse(String field, String text) {
        String[] parts = text.split("/", -1);
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(parts[0]))
                .filter(kind -> parts.length == 2 && NAME.matcher(parts[1]).matches())
                .map(kind -> new RouteRef(kind, parts[1]))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidValue(field, "must be httproute/NAME, grpcroute/NAME or trafficsplit/NAME", text));
    }

    @Override
    public String toString() {
        return kind.kind() + " " + name;
    }
}
