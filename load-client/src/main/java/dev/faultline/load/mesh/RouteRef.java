package dev.faultline.load.mesh;

import dev.faultline.wire.Require;
import java.util.regex.Pattern;

/**
 * Which object of the cluster holds the weights.
 *
 * @param name its name, a DNS subdomain
 */
public record RouteRef(RouteKind kind, String name) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /** Checks the name. */
    public RouteRef {
        Require.that(NAME.matcher(name).matches(), "name", "must be the name of an object", name);
    }

    /**
     * Reads {@code KIND/NAME}, such as {@code httproute/demo-backend-faults}.
     *
     * @throws dev.faultline.wire.InvalidValue naming the field if it is none
     */
    public static RouteRef parse(String field, String text) {
        int slash = text.indexOf('/');
        Require.that(slash > 0, field, "must be KIND/NAME, such as httproute/demo-backend-faults", text);
        RouteKind kind = RouteKind.named(field, text.substring(0, slash));
        String name = text.substring(slash + 1);
        Require.that(NAME.matcher(name).matches(), field, "must be KIND/NAME, such as httproute/NAME", text);
        return new RouteRef(kind, name);
    }

    @Override
    public String toString() {
        return kind.kind() + " " + name;
    }
}
