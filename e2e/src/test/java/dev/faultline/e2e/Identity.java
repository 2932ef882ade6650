package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of this machine that nobody but itself has signed, made by the JDK's keytool. */
record Identity(Path directory, String name, X509Certificate certificate) {

    /** The password of the key store. */
    static final String SECRET = "secret";

    /** Makes one, and its files: a key store, and certificate and key in PEM. */
    static Identity make(Path directory, String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-ext",
                "SAN=DNS:localhost,IP:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                SECRET);
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance(file.toFile(), SECRET.toCharArray());
        X509Certificate certificate = (X509Certificate) store.getCertificate(name);
        write(directory.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded());
        write(
                directory.resolve(name + ".key"),
                "PRIVATE KEY",
                store.getKey(name, SECRET.toCharArray()).getEncoded());
        return new Identity(directory, name, certificate);
    }

    private static void write(Path file, String what, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }

    /** Returns the name of its file: {@code .p12}, {@code .crt} or {@code .key}. */
    String file(String suffix) {
        return directory.resolve(name + suffix).toString();
    }

    /** Returns what a server shows it with. */
    SSLContext context() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(Path.of(file(".p12")).toFile(), SECRET.toCharArray()), SECRET.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
