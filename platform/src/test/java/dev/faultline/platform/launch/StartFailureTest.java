package dev.faultline.platform.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.runtime.config.KeyStoreConfig;
import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.tls.runtime.config.TrustStoreConfig;
import io.quarkus.tls.runtime.keystores.JKSKeyStores;
import io.quarkus.tls.runtime.keystores.P12KeyStores;
import io.quarkus.tls.runtime.keystores.PemKeyStores;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {

    @TempDir
    private static Path directory;

    private final IOException inUse = new IOException("bind(..) failed with error(-98): Address already in use");

    @Test
    void namesThePortThatIsTakenAndItsOption() {
        Throwable traffic = new IllegalStateException("Unable to start HTTP server", inUse);
        assertEquals(
                Optional.of("port 8081 is in use by another process; set quarkus.http.port to a free one"),
                StartFailure.sentence(traffic, config("8081")));
        Throwable management =
                new IllegalStateException("Unable to start the management interface on 0.0.0.0:9000", inUse);
        assertEquals(
                Optional.of("port 9000 is in use by another process; set quarkus.management.port to a free one"),
                StartFailure.sentence(new IllegalStateException("wrapped", management), config("8081")));
    }

    @Test
    void saysOnlyTheSentenceOfABadSetting() {
        Throwable failure =
                new IllegalStateException("wrapped", new ConfigurationException("root must be a directory"));
        assertEquals(Optional.of("root must be a directory"), StartFailure.sentence(failure, config("1")));
    }

    @Test
    void saysOnlyWhatIsMissingOfASettingThatIsNeeded() {
        Throwable failure = new ConfigValidationException(new ConfigValidationException.Problem[] {
            new ConfigValidationException.Problem(
                    "java.util.NoSuchElementException: SRCFG00014: The config property key is required but not there")
        });
        assertEquals(
                Optional.of("The config property key is required but not there"),
                StartFailure.sentence(failure, config("1")));
    }

    @Test
    void tellsAllOfWhatShouldNotHappen() {
        Throwable failure = new IllegalStateException("odd", new IOException("disk on fire"));
        assertEquals(Optional.empty(), StartFailure.sentence(failure, config("1")));
        String text = StartFailure.trace(failure);
        assertTrue(text.contains("disk on fire") && text.contains("\tat "), text);
    }

    private static Config config(String port) {
        return new SmallRyeConfigBuilder()
                .withDefaultValue("quarkus.http.port", port)
                .build();
    }

    /** The settings of {@code quarkus.tls.NAME}, by blanks; {@code DIR} is where the files are. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            control | key-store.pem.it.cert=DIR/none key-store.pem.it.key=DIR/key.pem | key-store.pem.it.cert must be a file that can be read, was "DIR/none": there is none
            control | key-store.pem.it.cert=DIR/cert.pem key-store.pem.it.key=DIR | key-store.pem.it.key must be a file that can be read, was "DIR": java.io.IOException: Is a directory
            control | key-store.pem.it.cert=DIR/cert.pem key-store.pem.it.key=DIR/text | key-store.pem.it.key must hold a private key in PEM, was "DIR/text"
            control | key-store.pem.it.cert=DIR/text key-store.pem.it.key=DIR/key.pem | key-store.pem.it.cert must hold certificates in PEM, was "DIR/text"
            control | key-store.pem.it.cert=DIR/cert.pem key-store.pem.it.key=DIR/locked.pem | key-store.pem.it.password must be given, the key is encrypted: "DIR/locked.pem"
            control | key-store.pem.it.cert=DIR/cert.pem key-store.pem.it.key=DIR/locked.pem key-store.pem.it.password=x | key-store.pem.it.password must be that of the key, which must be PKCS#8: can't decrypt "DIR/locked.pem"
            control | key-store.pem.it.cert=DIR/cert.pem key-store.pem.it.key=DIR/key.pem key-store.pem.order=he | key-store.pem can't be used: The key/cert pair with the name 'he' is not found in the `order` list: [he]
            control | key-store.pem.a.cert=DIR/cert.pem key-store.pem.a.key=DIR/key.pem key-store.pem.b.cert=DIR/text key-store.pem.b.key=DIR/key.pem | key-store.pem.b.cert must hold certificates in PEM, was "DIR/text"
            control | key-store.p12.path=DIR/none key-store.p12.password=secret | key-store.p12.path must be a file that can be read, was "DIR/none": there is none
            control | key-store.p12.path=DIR/store.p12 | key-store.p12.password must be given
            control | key-store.p12.path=DIR/store.p12 key-store.p12.password=wrong | key-store.p12.password must be that of the store
            control | key-store.p12.path=DIR/store.p12 key-store.p12.password=secret key-store.p12.alias=me | key-store.p12.alias must be that of a key in the store, was "me"
            control | key-store.p12.path=DIR/text key-store.p12.password=secret | key-store.p12.path must be such a store, was "DIR/text": java.io.EOFException
            traffic | key-store.jks.path=DIR/text key-store.jks.password=secret | key-store.jks.path must be such a store, was "DIR/text": Invalid keystore format
            calls | trust-store.pem.certs=DIR/cert.pem,DIR/none | trust-store.pem.certs must be a file that can be read, was "DIR/none": there is none
            calls | trust-store.pem.certs=DIR/text | trust-store.pem.certs must hold certificates in PEM, was "DIR/text"
            calls | trust-store.p12.path=DIR/store.p12 | trust-store.p12.password must be given
            calls | trust-store.p12.path=DIR/none trust-store.p12.password=secret | trust-store.p12.path must be a file that can be read, was "DIR/none": there is none
            """)
    void saysWhichSettingOfAStoreIsWrong(String name, String settings, String sentence) {
        Map<String, String> given = Arrays.stream(settings.split(" "))
                .map(setting -> setting.replace("DIR", directory.toString()).split("=", 2))
                .collect(Collectors.toMap(setting -> "quarkus.tls." + name + "." + setting[0], setting -> setting[1]));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withDefaultValues(given)
                .addDiscoveredConverters()
                .withMapping(TlsConfig.class)
                .build();
        TlsBucketConfig bucket = config.getConfigMapping(TlsConfig.class)
                .namedCertificateConfig()
                .get(name);
        Throwable refused = Guarded.failureOf(() -> load(Objects.requireNonNull(bucket), name));
        assertNotNull(refused);
        assertEquals(
                Optional.of("quarkus.tls." + name + "." + sentence.replace("DIR", directory.toString())),
                StartFailure.sentence(new IllegalStateException("wrapped", refused), config));
    }

    /** As the registry does it, once it has found that nobody provides the store by other means. */
    private static void load(TlsBucketConfig bucket, String name) {
        Vertx vertx = Vertx.vertx();
        bucket.keyStore().ifPresent(store -> loadKeys(store, vertx, name));
        bucket.trustStore().ifPresent(store -> loadTrust(store, vertx, name));
    }

    private static void loadKeys(KeyStoreConfig store, Vertx vertx, String name) {
        store.pem().ifPresent(pem -> PemKeyStores.verifyPEMKeyStore(store, vertx, name));
        store.p12().ifPresent(p12 -> P12KeyStores.verifyP12KeyStore(store, vertx, name));
        store.jks().ifPresent(jks -> JKSKeyStores.verifyJKSKeyStore(store, vertx, name));
    }

    private static void loadTrust(TrustStoreConfig store, Vertx vertx, String name) {
        store.pem().ifPresent(pem -> PemKeyStores.verifyPEMTrustStoreStore(store, vertx, name));
        store.p12().ifPresent(p12 -> P12KeyStores.verifyP12TrustStoreStore(store, vertx, name));
    }

    @BeforeAll
    static void makeFiles() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=it",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .start();
        assertEquals(0, keytool.waitFor(), () -> keytool.inputReader().lines().collect(Collectors.joining()));
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        write("cert.pem", "CERTIFICATE", keys.getCertificate("it").getEncoded());
        write(
                "key.pem",
                "PRIVATE KEY",
                keys.getKey("it", "secret".toCharArray()).getEncoded());
        write("locked.pem", "ENCRYPTED PRIVATE KEY", new byte[100]);
        Files.writeString(directory.resolve("text"), "no store\n");
    }

    private static void write(String file, String what, byte[] content) throws IOException {
        String text = "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + what + "-----\n";
        Files.writeString(directory.resolve(file), text);
    }
}
