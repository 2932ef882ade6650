package dev.faultline.mesh.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The fields of routes in Gateway API 1.2.1, the version that Linkerd reads. They are listed in a file, one a line, as
 * {@code HTTPRoute spec.rules.matches.path.type}; lists do not show in a path.
 */
final class GatewayFields {

    private static final String FILE = "gateway-api-1.2.1.txt";
    private static final Set<String> KNOWN = read();

    private GatewayFields() {}

    /** Returns the fields of the spec that 1.2.1 does not have, the outermost of each. */
    static Set<String> unknown(KubeObject route) {
        Set<String> unknown = new TreeSet<>();
        String kind = route.resource() == Resource.GRPC_ROUTES ? "GRPCRoute " : "HTTPRoute ";
        collect(route.spec(), kind + "spec", unknown);
        return unknown;
    }

    private static void collect(JsonNode node, String at, Set<String> unknown) {
        if (node.isArray()) {
            node.forEach(element -> collect(element, at, unknown));
        }
        node.properties().forEach(field -> {
            String path = at + "." + field.getKey();
            if (KNOWN.contains(path)) {
                collect(field.getValue(), path, unknown);
            } else {
                unknown.add(path.substring(path.indexOf(' ') + 1));
            }
        });
    }

    private static Set<String> read() {
        try (InputStream in = GatewayFields.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
