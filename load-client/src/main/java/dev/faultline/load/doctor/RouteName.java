package dev.faultline.load.doctor;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The object that holds the weights.
 *
 * @param resource its kind
 * @param name its name
 */
public record RouteName(Resource resource, String name) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Map<String, Resource> KINDS = Map.of(
            "httproute", Resource.HTTP_ROUTES,
            "grpcroute", Resource.GRPC_ROUTES,
            "trafficsplit", Resource.TRAFFIC_SPLITS);

    /** Checks the name. */
    public RouteName {
        Require.matching("name", name, NAME, "must be the name of an object");
    }

    /**
     * Reads {@code KIND/NAME}, such as {@code httproute/demo-backend-faults}.
     *
     * @throws dev.faultline.wire.InvalidValue naming the field if it is none
     */
    public static RouteName parse(String field, String text) {
        String[] parts = text.split("/", -1);
        Resource kind = KINDS.get(parts[0].toLowerCase(Locale.ROOT));
        if (kind == null || parts.length != 2 || !NAME.matcher(parts[1]).matches()) {
            throw new InvalidValue(field, "must be httproute/NAME, grpcroute/NAME or trafficsplit/NAME", text);
        }
        return new RouteName(kind, parts[1]);
    }

    boolean names(KubeObject object) {
        return object.resource() == resource && object.name().equals(name);
    }
}
