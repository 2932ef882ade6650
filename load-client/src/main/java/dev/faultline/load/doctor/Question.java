package dev.faultline.load.doctor;

import dev.faultline.wire.Require;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked about; null for what the settings say.
 *
 * @param service the Service whose traffic is split
 * @param port its port
 * @param namespace the namespace of the Service
 * @param injector the name of the injector's Service
 */
public record Question(
        @Nullable String service,
        @Nullable Integer port,
        @Nullable String namespace,
        @Nullable String injector) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int HIGHEST_PORT = 65_535;

    /** Checks the names: they become parts of paths. */
    public Question {
        requireName("service", service);
        requireName("namespace", namespace);
        requireName("injector", injector);
        if (port != null) {
            Require.between("port", port, 1, HIGHEST_PORT);
        }
    }

    private static void requireName(String field, @Nullable String name) {
        if (name != null) {
            Require.matching(field, name, NAME, "must be a name of Kubernetes: lower case, digits and hyphens");
        }
    }
}
