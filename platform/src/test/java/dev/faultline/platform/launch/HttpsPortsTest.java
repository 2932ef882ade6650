package dev.faultline.platform.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpsPortsTest {

    /** As in the {@code application.properties} of a service; the number of its port is that of an expression there. */
    private static final Map<String, String> SERVICE = Map.of(
            "dev.faultline.https.http", "traffic",
            "dev.faultline.https.management", "control",
            "quarkus.http.port", "${quarkus.management.port:9000}");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            quarkus.log.level=WARN                                                               | - - - -
            quarkus.tls.control.key-store.pem.it.cert=c                                          | - - - control
            quarkus.tls.traffic.key-store.p12.path=p                                             | traffic 9000 disabled -
            quarkus.tls.traffic.key-store.p12.path=p quarkus.management.port=1                   | traffic 1 disabled -
            quarkus.tls.traffic.key-store.p12.path=p quarkus.http.port=2 quarkus.http.ssl-port=3 | traffic 3 disabled -
            quarkus.tls.traffic.key-store.p12.path=p quarkus.http.insecure-requests=enabled      | traffic 9000 enabled -
            quarkus.tls.traffic.key-store.p12.path=p quarkus.http.tls-configuration-name=other   | other 9000 disabled -
            quarkus.tls.traffic.trust-store.p12.path=p                                           | - - - -
            quarkus.tls.trafficking.key-store.p12.path=p                                         | - - - -
            QUARKUS_TLS_CONTROL_KEY_STORE_PEM_IT_CERT=c                                          | - - - control
            QUARKUS_TLS_TRAFFIC_KEY_STORE_PEM_IT_CERT=c QUARKUS_HTTP_PORT=5                      | traffic 5 disabled -
            """)
    void aPortSpeaksHttpsOnceItsCertificateIsGiven(String settings, String ports) {
        Map<Boolean, Map<String, String>> given = Arrays.stream(settings.split(" "))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.partitioningBy(
                        setting -> setting[0].startsWith("QUARKUS"),
                        Collectors.toMap(setting -> setting[0], setting -> setting[1])));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(SERVICE, "service", 250))
                .withSources(new EnvConfigSource(given.get(true), 300))
                .withSources(new PropertiesConfigSource(given.get(false), "system", 400))
                .withSources(new HttpsPorts())
                .build();
        assertEquals(
                ports,
                Stream.of(
                                "quarkus.http.tls-configuration-name",
                                "quarkus.http.ssl-port",
                                "quarkus.http.insecure-requests",
                                "quarkus.management.tls-configuration-name")
                        .map(name -> config.getOptionalValue(name, String.class).orElse("-"))
                        .collect(Collectors.joining(" ")));
    }
}
