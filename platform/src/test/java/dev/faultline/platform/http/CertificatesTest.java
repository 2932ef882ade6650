package dev.faultline.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.http.Certificates.Identity;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTest {

    private static final String PASSWORD = "secret";

    @TempDir
    private static Path directory;

    private static Identity own;
    private static Identity other;

    @BeforeAll
    static void make() throws Exception {
        own = identity("own", "RSA");
        other = identity("other", "RSA");
    }

    private static Identity identity(String name, String algorithm) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(tool.toString(), "-genkeypair", "-alias", name));
        command.addAll(
                List.of("-keyalg", algorithm, "-dname", "CN=" + name, "-validity", "30", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Identity(
                (PrivateKey) store.getKey(name, PASSWORD.toCharArray()),
                Arrays.stream(store.getCertificateChain(name))
                        .map(X509Certificate.class::cast)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void nothingIsWrongWithAKeyAndItsCertificate(String algorithm) throws Exception {
        assertEquals(Optional.empty(), identity("of-" + algorithm, algorithm).complaint(Instant.now()));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        Identity mixed = new Identity(other.key(), own.chain());
        assertEquals(
                Optional.of("the key is not that of the certificate of \"CN=own\""), mixed.complaint(Instant.now()));
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        Identity mixed = new Identity(identity("elliptic", "EC").key(), own.chain());
        assertTrue(mixed.complaint(Instant.now()).orElseThrow().startsWith("the key is not that of"));
    }

    @Test
    void aChainOutOfOrderIsRefused() {
        Identity mixed = new Identity(own.key(), List.of(own.certificate(), other.certificate()));
        assertEquals(
                Optional.of("the chain is out of order: \"CN=other\" has not signed \"CN=own\""),
                mixed.complaint(Instant.now()));
    }

    @Test
    void aTimeThatIsOverOrToComeIsRefused() {
        Instant end = own.certificate().getNotAfter().toInstant();
        assertEquals(end, own.end());
        assertEquals(Optional.empty(), own.complaint(end));
        assertEquals(
                Optional.of("the certificate of \"CN=own\" expired at " + end),
                own.complaint(end.plus(Duration.ofSeconds(1))));
        Instant begin = own.certificate().getNotBefore().toInstant();
        assertEquals(
                Optional.of("the certificate of \"CN=own\" is not valid before " + begin),
                own.complaint(begin.minus(Duration.ofSeconds(1))));
    }
}
