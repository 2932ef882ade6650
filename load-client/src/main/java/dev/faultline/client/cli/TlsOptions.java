package dev.faultline.client.cli;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Whom a command trusts that calls others by {@code https://}, and who it is. They are settings of Quarkus' TLS registry, so
 * they must be known before the process starts.
 */
final class TlsOptions {

    private static final String CALLS = "quarkus.tls.calls.";

    /** More than any list of authorities has. */
    private static final long LONGEST = 8 << 20;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "certificates in PEM of who may have signed those of others; default: those that the JDK knows")
    @Nullable
    Path ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description =
                    "the own certificate in PEM, and those that lead to its authority, for whoever asks; needs --key")
    @Nullable
    Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "its key in PEM, not encrypted; needs --cert")
    @Nullable
    Path key;

    @Option(
            names = "--insecure",
            description = "takes any certificate, whoever signed it, whatever it names and however old it is")
    boolean insecure;

    /**
     * Returns the settings that these imply.
     *
     * @throws InvalidValue naming the option that can't be used
     */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        Require.that(ca == null || !insecure, "--insecure", "must not be given besides --ca", "both");
        Require.that(cert == null || key != null, "--cert", "must be given with --key", "alone");
        Require.that(key == null || cert != null, "--key", "must be given with --cert", "alone");
        if (ca != null) {
            certificates("--ca", ca);
            settings.put(CALLS + "trust-store.pem.certs", escaped(ca));
        }
        if (cert != null && key != null) {
            certificates("--cert", cert);
            key(key);
            settings.put(
                    CALLS + "key-store.pem.calls.cert", cert.toAbsolutePath().toString());
            settings.put(CALLS + "key-store.pem.calls.key", key.toAbsolutePath().toString());
        }
        if (insecure) {
            settings.put(CALLS + "trust-all", "true");
        }
        return settings;
    }

    /** A comma separates the elements of a list. */
    private static String escaped(Path file) {
        return file.toAbsolutePath().toString().replace(",", "\\,");
    }

    private static void certificates(String option, Path file) {
        byte[] bytes = read(option, file);
        try {
            boolean any = new String(bytes, StandardCharsets.US_ASCII).contains("-----BEGIN CERTIFICATE-----")
                    && !CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .isEmpty();
            Require.that(any, option, "must hold certificates in PEM", shown(file));
        } catch (CertificateException e) {
            throw new InvalidValue(option, "must hold certificates in PEM", shown(file), e);
        }
    }

    /** Whether it is the key of the certificate is found out at the start. */
    private static void key(Path file) {
        String text = new String(read("--key", file), StandardCharsets.US_ASCII);
        Require.that(
                !text.contains("ENCRYPTED"),
                "--key",
                "must not be encrypted: nobody can be asked for its password",
                shown(file));
        Require.that(text.contains("PRIVATE KEY-----"), "--key", "must hold a private key in PEM", shown(file));
    }

    private static byte[] read(String option, Path file) {
        try {
            Require.that(Files.isRegularFile(file), option, "must be a file that can be read", shown(file));
            Require.that(Files.size(file) <= LONGEST, option, "must have at most " + LONGEST + " bytes", shown(file));
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidValue(option, "must be a file that can be read", shown(file), e);
        }
    }

    private static String shown(Path file) {
        return '"' + file.toString() + '"';
    }
}
