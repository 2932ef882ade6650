package dev.faultline.mesh.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The kinds of objects that may be applied, so that who reaches the API can't create whatever this process may.
 *
 * @param patterns each {@code GROUP/KIND} or {@code GROUP/*}; the core group is {@code core}
 */
public record AllowedKinds(List<String> patterns) {

    private static final String SETTING = "faultline.chaos.allowed-kinds";
    private static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}/(?:\\*|[A-Z][A-Za-z0-9]{0,62})");

    /** Checks that each can be met. */
    public AllowedKinds {
        for (String pattern : patterns) {
            Require.matching(SETTING, pattern, PATTERN, "must be GROUP/KIND or GROUP/* such as chaos-mesh.org/*");
        }
        patterns = List.copyOf(patterns);
    }

    /**
     * Checks that the object is one of them.
     *
     * @throws InvalidValue if it is not
     */
    void check(ObjectNode object) {
        String kind = object.path("kind").asText();
        String group = group(object.path("apiVersion").asText());
        if (!patterns.contains(group + '/' + kind) && !patterns.contains(group + "/*")) {
            throw new InvalidValue(
                    "kind", "must be one that " + SETTING + " allows, " + patterns, '"' + group + '/' + kind + '"');
        }
    }

    /** Returns the group of {@code GROUP/VERSION}, or of {@code VERSION} alone. */
    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "core" : apiVersion.substring(0, slash);
    }
}
