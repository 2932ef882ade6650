package dev.faultline.platform.launch;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Has Quarkus' ports speak https, under the numbers that they have anyway, once their certificate is given: a key store
 * {@code quarkus.tls.NAME.key-store.*}, wherever settings are read from (system properties, the environment, files of
 * properties), but for what {@code quarkus.config.locations} names. Quarkus wants several more settings for that, and would
 * open a second port. What it derives are defaults: whoever sets one of them himself has it as he says.
 *
 * <p>The {@code application.properties} of a service names the certificates: {@code dev.faultline.https.http} that of
 * {@code quarkus.http.port}, {@code dev.faultline.https.management} that of {@code quarkus.management.port}.
 */
public final class HttpsPorts implements ConfigSourceFactory {

    /** Below all files of properties: 100 has the lowest of them. */
    private static final int ORDINAL = 50;

    /** How often a certificate is read again: it is made anew weeks before it ends. */
    private static final String RELOAD_PERIOD = "1h";

    private static final Map<String, String> HTTP = Map.of(
            "quarkus.http.ssl-port", "${quarkus.http.port:8080}",
            "quarkus.http.test-ssl-port", "${quarkus.http.test-port:8081}",
            "quarkus.http.insecure-requests", "disabled");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Set<String> names = normalized(context.iterateNames());
        Map<String, String> derived = new LinkedHashMap<>();
        for (String port : List.of("http", "management")) {
            ConfigValue name = context.getValue("dev.faultline.https." + port);
            if (name != null && hasKeyStore(name.getValue(), names)) {
                derived.put("quarkus." + port + ".tls-configuration-name", name.getValue());
                derived.put("quarkus.tls." + name.getValue() + ".reload-period", RELOAD_PERIOD);
                derived.putAll(port.equals("http") ? HTTP : Map.of());
            }
        }
        List<ConfigSource> sources = new ArrayList<>();
        sources.add(new PropertiesConfigSource(derived, HttpsPorts.class.getName(), ORDINAL));
        return sources;
    }

    private static boolean hasKeyStore(@Nullable String certificate, Set<String> names) {
        String start = normalized("quarkus.tls." + certificate + ".key-store.");
        return names.stream().anyMatch(name -> name.startsWith(start));
    }

    private static Set<String> normalized(Iterator<String> names) {
        Set<String> all = new HashSet<>();
        names.forEachRemaining(name -> all.add(normalized(name)));
        return all;
    }

    /** The environment has names of its own, by this rule. */
    private static String normalized(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
