package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not traffic speaks https, under the numbers that it has anyway, where it is given a certificate. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ControlTlsIT {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String SECRET = Identity.SECRET;
    private static final String PEM = "quarkus.tls.control.key-store.pem.control.";
    private static final String P12 = "quarkus.tls.control.key-store.p12.";

    @TempDir
    private static Path directory;

    private static Identity identity;
    private static HttpClient https;

    private final int http = Service.freePort();
    private final int management = Service.freePort();

    @BeforeAll
    static void makeCertificate() throws Exception {
        identity = Identity.make(directory, "it");
        Identity.make(directory, "other");
        https = HttpClient.newBuilder()
                .sslContext(trusting(identity.certificate()))
                .build();
    }

    @Test
    void theInjectorTalksHttpsOnItsControlPortAndHttpOnTheOther() throws Exception {
        int traffic = Service.freePort();
        Map<String, String> environment = Map.of(
                "QUARKUS_TLS_CONTROL_KEY_STORE_PEM_CONTROL_CERT", identity.file(".crt"),
                "QUARKUS_TLS_CONTROL_KEY_STORE_PEM_CONTROL_KEY", identity.file(".key"),
                "QUARKUS_MANAGEMENT_PORT", Integer.toString(management),
                "FAULTLINE_CONTROL_TOKEN", TOKEN);
        try (Service injector =
                Service.start("error-injector", environment, List.of("faultline.injector.port=" + traffic))) {
            assertManages(injector, management);
            assertGuards(management, "/api/faults");
            assertEquals(
                    500, Service.send("http://localhost:" + traffic + "/").get().statusCode());
        }
    }

    @Test
    void theLoadClientTalksHttpsOnBothPortsAndStreams() throws Exception {
        List<String> settings = List.of(
                P12 + "path=" + identity.file(".p12"),
                P12 + "password=" + SECRET,
                "faultline.control.token=" + TOKEN,
                "quarkus.http.port=" + http,
                "quarkus.management.port=" + management);
        try (Service client = Service.start("load-client", settings)) {
            assertManages(client, management);
            assertGuards(http, "/api/slo");
            assertTrue(call(http, "/").body().contains("<html"), "the dashboard is there");
            HttpResponse<InputStream> stream =
                    https.send(request(http, "/api/stats/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader events =
                    new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                assertEquals(200, stream.statusCode());
                assertTrue(
                        Stream.generate(() -> line(events)).limit(20).anyMatch(line -> line.startsWith("data:")),
                        "a second comes");
            }
        }
    }

    @Test
    void theBackendTalksHttpsWhereItIsManagedAndOnTheOtherIfThatHasACertificate() throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                PEM + "cert=" + identity.file(".crt"),
                PEM + "key=" + identity.file(".key"),
                "quarkus.http.port=" + http,
                "quarkus.management.port=" + management));
        try (Service backend = Service.start("demo-backend", settings)) {
            assertManages(backend, management);
            assertTrue(Service.get("http://localhost:" + http + "/").contains("It works!"));
        }
        settings.addAll(List.of(
                "quarkus.tls.traffic.key-store.p12.path=" + identity.file(".p12"),
                "quarkus.tls.traffic.key-store.p12.password=" + SECRET));
        try (Service backend = Service.start("demo-backend", settings)) {
            assertManages(backend, management);
            assertTrue(call(http, "/").body().contains("It works!"));
            assertNoHttp(http);
        }
    }

    private static void assertManages(Service service, int port) throws Exception {
        Awaiting.until(() -> {
            assertTrue(service.process().isAlive(), service::log);
            return isReady(port);
        });
        String metrics = call(port, "/q/metrics").body();
        assertTrue(metrics.contains("\nfaultline_tls_certificate_expiry_seconds{configuration=\"control\"} "), metrics);
        assertNoHttp(port);
    }

    private static boolean isReady(int port) throws InterruptedException {
        try {
            return call(port, "/q/health/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void assertNoHttp(int port) {
        assertThrows(IOException.class, () -> Service.get("http://localhost:" + port + "/q/health/ready"));
    }

    private static void assertGuards(int port, String path) throws Exception {
        HttpRequest stranger = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .build();
        assertEquals(
                401,
                https.send(stranger, HttpResponse.BodyHandlers.discarding()).statusCode());
        HttpResponse<String> answer = call(port, path);
        assertTrue(answer.statusCode() == 200 || answer.statusCode() == 503, answer::body);
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
    }

    private static HttpResponse<String> call(int port, String path) throws IOException, InterruptedException {
        return https.send(request(port, path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private static String line(BufferedReader reader) {
        try {
            return String.valueOf(reader.readLine());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCertificateThatIsReplacedIsServedAndOneThatIsBrokenChangesNothing() throws Exception {
        Identity first = Identity.make(directory, "first");
        Identity second = Identity.make(directory, "second");
        List<String> settings = List.of(
                PEM + "cert=" + first.file(".crt"),
                PEM + "key=" + first.file(".key"),
                // Quarkus reads anew whether or not it has come to the end of the time before: on a busy machine 100 ms
                // are too few.
                "quarkus.tls.control.reload-period=1s",
                "quarkus.http.port=" + http,
                "quarkus.management.port=" + management);
        SSLContext both = trusting(first.certificate(), second.certificate());
        try (Service client = Service.start("load-client", settings)) {
            for (int port : new int[] {http, management}) {
                Awaiting.until(() -> {
                    assertTrue(client.process().isAlive(), client::log);
                    return first.certificate().equals(served(both, port));
                });
            }
            // One without the other is no pair, for as long as that takes.
            Files.copy(Path.of(second.file(".key")), Path.of(first.file(".key")), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(Path.of(second.file(".crt")), Path.of(first.file(".crt")), StandardCopyOption.REPLACE_EXISTING);
            for (int port : new int[] {http, management}) {
                Awaiting.until(() -> second.certificate().equals(served(both, port)));
            }
            Files.writeString(Path.of(first.file(".crt")), "gone");
            client.goesOn(Duration.ofMillis(1500));
            assertEquals(second.certificate(), served(both, http));
        }
    }

    /** Returns the certificate that is shown there; any other object while there is none. */
    private static Object served(SSLContext trust, int port) {
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", port)) {
            return socket.getSession().getPeerCertificates()[0];
        } catch (IOException notYet) {
            return notYet;
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "error-injector, faultline.control.head-timeout",
        "load-client, faultline.control.head-timeout",
        "demo-backend, faultline.backend.head-timeout",
    })
    void aHeadThatIsNotCompletedInTimeIsEnded(String module, String timeout) throws Exception {
        List<String> settings = List.of(
                PEM + "cert=" + identity.file(".crt"),
                PEM + "key=" + identity.file(".key"),
                timeout + "=300ms",
                module.equals("error-injector") ? "faultline.injector.port=0" : "quarkus.http.port=0",
                "quarkus.management.port=" + management);
        try (Service service = Service.start(module, settings)) {
            assertManages(service, management);
            try (SSLSocket socket = (SSLSocket)
                    trusting(identity.certificate()).getSocketFactory().createSocket("localhost", management)) {
                socket.getOutputStream().write("GET /q/health HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answer);
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            error-injector | cert=DIR/none key=DIR/it.key                       | quarkus.tls.control.key-store.pem.control.cert must be a file that can be read, was "DIR/none"
            load-client    | cert=DIR/it.crt key=DIR/locked.key                 | quarkus.tls.control.key-store.pem.control.password must be given, the key is encrypted: "DIR/locked.key"
            demo-backend   | cert=DIR/it.crt key=DIR/it.p12                     | quarkus.tls.control.key-store.pem.control.key must hold a private key in PEM, was "DIR/it.p12"
            demo-backend   | cert=DIR/it.crt key=DIR/other.key                  | quarkus.tls.control.key-store: the key is not that of the certificate of "CN=it"
            demo-backend   | cert=DIR/it.crt                                    | The config property quarkus.tls.control.key-store.pem.control.key is required
            """)
    void whatIsNoCertificateIsOneLine(String module, String settings, String complaint) throws Exception {
        Files.writeString(directory.resolve("locked.key"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        List<String> all = new ArrayList<>(List.of("quarkus.log.level=WARN"));
        if (module.equals("error-injector")) {
            all.add("faultline.injector.port=0");
        }
        List.of(settings.replace("DIR", directory.toString()).split(" ")).forEach(setting -> all.add(PEM + setting));
        assertComplains(module, all, complaint.replace("DIR", directory.toString()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "error-injector, quarkus.http.port",
        "load-client, quarkus.http.port",
        "load-client, quarkus.management.port",
        "demo-backend, quarkus.management.port",
    })
    void aTakenPortIsOneLineHereToo(String module, String property) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            List<String> settings = new ArrayList<>(List.of(
                    PEM + "cert=" + identity.file(".crt"),
                    PEM + "key=" + identity.file(".key"),
                    "quarkus.log.level=WARN",
                    "quarkus.http.host=127.0.0.1",
                    "quarkus.management.host=127.0.0.1",
                    "quarkus.http.port=0",
                    "quarkus.management.port=0"));
            if (module.equals("error-injector")) {
                settings.add("faultline.injector.port=0");
            }
            settings.add(property + "=" + taken.getLocalPort());
            assertComplains(
                    module,
                    settings,
                    "port " + taken.getLocalPort() + " is in use by another process; set " + property);
        }
    }

    private static void assertComplains(String module, List<String> settings, String complaint) throws Exception {
        try (Service service = Service.start(module, settings)) {
            assertTrue(service.process().waitFor(60, TimeUnit.SECONDS));
            assertEquals(1, service.process().exitValue(), service::log);
            assertEquals(1, service.log().lines().count(), service::log);
            assertTrue(service.log().startsWith(complaint), service::log);
        }
    }

    private static SSLContext trusting(X509Certificate... certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null);
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry(certificate.getSerialNumber().toString(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
