package dev.faultline.client.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.client.control.PrometheusCalls;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a Prometheus behind TLS is called, and who is shown its token. */
class LearningProducerTest {

    @TempDir
    static Path directory = Path.of("");

    private static final Vertx VERTX = Vertx.vertx();
    private static HttpsServer server;
    private static String url;

    @BeforeAll
    static void serve() throws Exception {
        Path keys = directory.resolve("keys.p12");
        keytool(
                "-genkeypair",
                "-keystore",
                keys.toString(),
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost");
        keytool("-exportcert", "-rfc", "-keystore", keys.toString(), "-alias", "a", "-file", ca().toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", LearningProducerTest::answer);
        server.start();
        url = "https://localhost:" + server.getAddress().getPort();
    }

    /** What the call was authorized by, and its path. */
    private static void answer(HttpExchange exchange) throws IOException {
        String said = exchange.getRequestHeaders().getFirst("Authorization") + " " + exchange.getRequestURI();
        byte[] body = said.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Path ca() {
        return directory.resolve("ca.pem");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", "changeit"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), () -> command.toString());
    }

    private static OutboundTls calls(Optional<Path> authorities) {
        return new OutboundTls(VERTX, new BaseTlsConfiguration() {
            @Override
            public @Nullable TrustOptions getTrustStoreOptions() {
                return authorities
                        .map(file -> new PemTrustOptions().addCertPath(file.toString()))
                        .orElse(null);
            }
        });
    }

    private static String ask(Optional<Path> authorities, String own, String base) throws IOException {
        PrometheusCalls calls = new PrometheusCalls(
                calls(authorities).client(),
                own,
                host -> {
                    throw new InvalidValue("prometheus.url", "must be allowed", host.getHost());
                },
                () -> "Bearer secret");
        try (InputStream body = calls.get(base, "/api/v1/query?query=up").body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void itsOwnIsShownTheTokenByTls() throws IOException {
        assertEquals("Bearer secret /api/v1/query?query=up", ask(Optional.of(ca()), url + "/", url));
    }

    @Test
    void whoseCertificateNobodyKnowsIsNotAsked() {
        ControlFailed e = assertThrows(ControlFailed.class, () -> ask(Optional.empty(), url, url));
        assertTrue(e.getMessage().startsWith("GET " + url + "/api/v1/query?... failed: "), e::getMessage);
    }

    @Test
    void whoHasAnotherNameIsNotAsked() {
        String other = url.replace("localhost", "127.0.0.1");
        assertThrows(ControlFailed.class, () -> ask(Optional.of(ca()), other, other));
    }

    @Test
    void anotherIsHeldToTheBounds() {
        assertEquals(
                "prometheus.url must be allowed, was localhost",
                assertThrows(InvalidValue.class, () -> ask(Optional.of(ca()), "https://elsewhere", url))
                        .getMessage());
    }
}
