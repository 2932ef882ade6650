package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.http.TestCertificates;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Isolated("it changes properties of the process")
class PreflightTest {

    private static final TestCertificates AUTHORITY = new TestCertificates();
    private static final TestCertificates.Identity OWN = AUTHORITY.of(TestCertificates.valid(), "client");

    private static final String HTTP = "quarkus.http.host-enabled";
    private static final String MANAGEMENT = "quarkus.management.host-enabled";
    private static final String LEVEL = "quarkus.log.level";

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "atack --rate 5",
                "attack --rate",
                "attack --target http://a/ --rate 5 --max-lag abc",
                "attack --target http://a/ --rate 5 --allow-target ???",
                "--nonsense",
                "file.yaml",
                "run",
                "run --nonsense",
                "run missing.yaml",
                "run missing.yaml --serve --verbose",
                "attack --nonsense --verbose",
                "learn --nonsense",
                "learn --speed fast FILE",
                "compare",
                "sender --port 0",
                "sender --port nonsense",
                "sender localhost:8080",
                "attack --target https://localhost/ --rate 5 --ca missing.pem",
                "attack --target https://localhost/ --rate 5 --cert missing.pem",
                "attack --target http://localhost/ --rate 5 --protocol h2",
                "slo --of https://a/ --ca missing.pem",
                "doctor --key missing.pem",
                "sender --ca missing.pem",
                "learn FILE --ca-file missing.pem",
                "compare a b --ca missing.pem",
            })
    void whatCannotBeMeantStartsNothing(String arguments) {
        assertEquals(OptionalInt.of(104), Preflight.prepare(arguments.split(" ")));
    }

    /** What is opened and what is logged; nothing where the configuration decides. */
    @ParameterizedTest
    @CsvSource({
        "doctor --json, false, WARN",
        "learn access.log --put, false, WARN",
        "learn --prometheus http://p --service a --token-file t --ca-file CA --put http://i --verbose, false,",
        "compare a b, false, WARN",
        "compare a b --ca CA, false, WARN",
        "slo --of https://a/ --ca CA, false, WARN",
        "doctor --insecure, false, WARN",
        "run FILE --ca CA --cert CERT --key KEY, false, WARN",
        "sender --ca CA,,",
        "attack --target https://localhost/ --rate 5 --protocol h2 --insecure, false, WARN",
        "attack --target https://localhost/ --rate 5 --no-session-resumption --cert CERT --key KEY, false, WARN",
        "slo --of http://a/, false, WARN",
        "slo --of http://a/ --verbose, false,",
        "run FILE, false, WARN",
        "run FILE --verbose, false,",
        "run --wait-for http://a/ FILE --set a=b, false, WARN",
        "run FILE --serve,, WARN",
        "run --stay Bye. FILE,, WARN",
        "run FILE --stay,, WARN",
        "run --serve --verbose FILE,,",
        "attack --target http://localhost/ --rate 5, false, WARN",
        "attack --target http://localhost/ --rate 5 --serve,, WARN",
        "attack --target http://localhost/ --rate 5 --verbose --serve,,",
        "attack --help, false, WARN",
        // A service, whose log is all that it says.
        "sender,,",
        "sender --port 8301,,",
    })
    void aCommandOpensPortsAndLogsOnlyIfAsked(String arguments, String open, String level) throws IOException {
        List<String> names = List.of(
                HTTP,
                MANAGEMENT,
                LEVEL,
                "quarkus.http.port",
                "quarkus.management.port",
                "quarkus.shutdown.delay",
                "faultline.learn.files",
                "faultline.learn.prometheus",
                "faultline.learn.token-file",
                "quarkus.tls.calls.trust-store.pem.certs",
                "quarkus.tls.calls.key-store.pem.calls.cert",
                "quarkus.tls.calls.key-store.pem.calls.key",
                "quarkus.tls.calls.trust-all",
                "faultline.injector.control");
        Map<String, String> before = new HashMap<>();
        names.forEach(name -> before.put(name, System.getProperty(name)));
        Path file = Files.createFile(directory.resolve("e.yaml"));
        try {
            names.forEach(System::clearProperty);
            assertEquals(
                    OptionalInt.empty(),
                    Preflight.prepare(arguments
                            .replace("FILE", file.toString())
                            .replace("CA", pem("ca.pem", AUTHORITY.authority()))
                            .replace("CERT", pem("cert.pem", OWN.certificate()))
                            .replace("KEY", pem("key.pem", OWN.key()))
                            .split(" ")));
            boolean trusting = arguments.contains(" CA");
            assertEquals(
                    trusting ? directory.resolve("ca.pem").toString() : null,
                    System.getProperty("quarkus.tls.calls.trust-store.pem.certs"));
            assertEquals(
                    arguments.contains("KEY") ? directory.resolve("key.pem").toString() : null,
                    System.getProperty("quarkus.tls.calls.key-store.pem.calls.key"));
            assertEquals(
                    arguments.contains("--insecure") ? "true" : null,
                    System.getProperty("quarkus.tls.calls.trust-all"));
            assertEquals(open, System.getProperty(HTTP));
            assertEquals(open, System.getProperty(MANAGEMENT));
            assertEquals(level, System.getProperty(LEVEL));
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }

    private String pem(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** In one sentence that names the option. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--ca GONE | --ca must be a file that can be read",
                "--ca DIRECTORY | --ca must be a file that can be read",
                "--ca KEY | --ca must hold certificates in PEM",
                "--ca BROKEN | --ca must hold certificates in PEM",
                "--ca CERT --insecure | --insecure must not be given besides --ca, was both",
                "--cert CERT | --cert must be given with --key, was alone",
                "--key KEY | --key must be given with --cert, was alone",
                "--cert KEY --key KEY | --cert must hold certificates in PEM",
                "--cert CERT --key CERT | --key must hold a private key in PEM",
                "--cert CERT --key LOCKED | --key must not be encrypted: nobody can be asked for its password",
                "--cert CERT --key GONE | --key must be a file that can be read",
            })
    void whatIsWrongWithTlsIsToldOfTheOption(String arguments, String sentence) throws IOException {
        String[] given = arguments
                .replace("GONE", directory.resolve("gone.pem").toString())
                .replace("DIRECTORY", directory.toString())
                .replace("BROKEN", pem("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
                .replace("LOCKED", pem("locked.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"))
                .replace("CERT", pem("cert.pem", OWN.certificate()))
                .replace("KEY", pem("key.pem", OWN.key()))
                .split(" ");
        TlsOptions options = new TlsOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(given);
        String told = assertThrows(InvalidValue.class, options::settings).getMessage();
        assertTrue(told.startsWith(sentence), told);
    }
}
