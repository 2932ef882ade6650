package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What clients of all kinds say to a handshake that fails: the table of the injector's README. They trust the injector's
 * authority, so that of each certificate only its flaw is wrong.
 */
@Timeout(120)
class TlsFaultsIT {

    @TempDir
    static Path directory;

    private static Injector injector;
    private static int port;
    private static Path authority;

    @BeforeAll
    static void start() throws Exception {
        port = Service.freePort();
        injector = Injector.start("faultline.injector.tls.self-made=true", "faultline.injector.tls.port=" + port);
        authority = directory.resolve("ca.pem");
        HttpRequest request = HttpRequest.newBuilder(URI.create(injector.site() + "/api/tls/ca.pem"))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(authority));
    }

    @AfterAll
    static void stop() {
        injector.close();
        String log = injector.log();
        assertFalse(log.contains("ERROR") || log.contains("WARN"), log);
    }

    private static String url() {
        return "https://localhost:" + port + "/any/path";
    }

    private static void always(String type) throws IOException, InterruptedException {
        injector.put("{'tls':[{'percentage':100,'type':'" + type + "'}]}");
    }

    private static Path file(String resource) throws IOException {
        Path file = directory.resolve(resource);
        if (Files.notExists(file)) {
            try (InputStream in = TlsFaultsIT.class.getResourceAsStream("/tls/" + resource)) {
                Files.copy(Objects.requireNonNull(in, resource), file);
            }
        }
        return file;
    }

    // The exit codes are those of curl's manual: 28 time-out, 35 handshake, 60 certificate.
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "expired, 60, certificate has expired",
        "not-yet-valid, 60, certificate is not yet valid",
        "wrong-host, 60, no alternative certificate subject name matches",
        "self-signed, 60, self-signed certificate",
        "weak, 60, too weak",
        "alert, 35, handshake failure",
        "close, 35, SSL",
        "reset, 35, Connection reset by peer",
        "hang, 28, timed out",
        "slow, 28, timed out",
        "old, 35, SSL routines",
    })
    void curl(String type, int exitCode, String says) throws Exception {
        Tool curl = new Tool("curl");
        always(type);
        Tool.Result seen = curl.run("-sS", "--max-time", "2", "--cacert", authority.toString(), url());
        assertEquals(exitCode, seen.exitCode(), seen.output());
        assertTrue(seen.output().contains(says), seen.output());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "expired, Verify return code: 10 ",
        "not-yet-valid, Verify return code: 9 ",
        "wrong-host, Verify return code: 62 ",
        "self-signed, Verify return code: 18 ",
        "alert, SSL alert number 40",
        "close, unexpected eof",
    })
    void openssl(String type, String says) throws Exception {
        Tool openssl = new Tool("openssl");
        always(type);
        assertSays(says, handshake(openssl));
    }

    private static String handshake(Tool openssl, String... more) throws Exception {
        String command =
                "openssl s_client -connect localhost:" + port + " -servername localhost -verify_hostname localhost"
                        + " -CAfile " + authority + " " + String.join(" ", more) + " </dev/null";
        assertTrue(openssl.run("version").output().startsWith("OpenSSL"));
        return new Tool("bash").run("-c", command).output();
    }

    @Test
    void opensslSpeaksTheOldVersionIfItMust() throws Exception {
        Tool openssl = new Tool("openssl");
        always("old");
        assertSays("New, TLSv1.0, Cipher is ", handshake(openssl, "-tls1", "-cipher", "DEFAULT@SECLEVEL=0"));
    }

    @ParameterizedTest
    @CsvSource({"0", "48", "112", "120", "255"})
    void opensslSeesAnyAlert(int code) throws Exception {
        Tool openssl = new Tool("openssl");
        injector.put("{'tls':[{'percentage':100,'type':'alert','code':" + code + "}]}");
        assertSays("SSL alert number " + code, handshake(openssl));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "expired, validity check failed",
        "not-yet-valid, validity check failed",
        "wrong-host, No subject alternative DNS name matching localhost found",
        "self-signed, unable to find valid certification path",
        "weak, 200",
        "alert, Received fatal alert: handshake_failure",
        "close, Remote host terminated the handshake",
        "reset, Connection reset",
        "hang, HttpConnectTimeoutException",
        "slow, HttpConnectTimeoutException",
        "old, Received fatal alert: protocol_version",
    })
    void jdk(String type, String says) throws Exception {
        always(type);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (InputStream pem = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url()))
                .timeout(Duration.ofSeconds(2))
                .build();
        StringBuilder said = new StringBuilder();
        try {
            HttpResponse<Void> answer = HttpClient.newBuilder()
                    .sslContext(context)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.discarding());
            said.append(answer.statusCode());
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                said.append(cause).append('\n');
            }
        }
        assertSays(says, said.toString());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "expired, certificate has expired",
        "not-yet-valid, certificate has expired or is not yet valid",
        "wrong-host, 'certificate is valid for wrong-host.invalid, not localhost'",
        "self-signed, certificate signed by unknown authority",
        "weak, insecure algorithm ECDSA-SHA1",
        "alert, handshake failure",
        "close, EOF",
        "reset, connection reset by peer",
        "hang, Client.Timeout exceeded",
        "slow, Client.Timeout exceeded",
        "old, protocol version not supported",
    })
    void go(String type, String says) throws Exception {
        Tool go = new Tool("go");
        Path program = directory.resolve("get");
        if (Files.notExists(program)) {
            Tool.Result built =
                    go.run("build", "-o", program.toString(), file("get.go").toString());
            assertEquals(0, built.exitCode(), built.output());
        }
        always(type);
        assertSays(
                says,
                new Tool("bash")
                        .run("-c", program + " " + url() + " " + authority)
                        .output());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "expired, CERT_HAS_EXPIRED",
        "not-yet-valid, CERT_NOT_YET_VALID",
        "wrong-host, ERR_TLS_CERT_ALTNAME_INVALID",
        "self-signed, DEPTH_ZERO_SELF_SIGNED_CERT",
        "weak, too weak",
        "alert, EPROTO",
        "close, ECONNRESET",
        "reset, ECONNRESET",
        "hang, its own time-out",
        "slow, its own time-out",
        "old, EPROTO",
    })
    void node(String type, String says) throws Exception {
        Tool node = new Tool("node");
        always(type);
        assertSays(
                says,
                node.run(file("get.mjs").toString(), url(), authority.toString())
                        .output());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "expired, UNAVAILABLE",
        "not-yet-valid, UNAVAILABLE",
        "wrong-host, UNAVAILABLE",
        "self-signed, UNAVAILABLE",
        "alert, UNAVAILABLE",
        "close, UNAVAILABLE",
        "reset, UNAVAILABLE",
        "hang, DEADLINE_EXCEEDED",
        "slow, DEADLINE_EXCEEDED",
        "old, UNAVAILABLE",
    })
    void grpc(String type, Status.Code code) throws Exception {
        always(type);
        try (GrpcCalls calls = GrpcCalls.overTls(port, authority)) {
            StatusRuntimeException seen = assertThrows(
                    StatusRuntimeException.class, () -> calls.deadline(2_000).unary("shop.Cart/AddItem"));
            assertEquals(code, seen.getStatus().getCode(), seen.toString());
        }
    }

    /** A connection for each request: what the one counts as the class tls is what the other has done. */
    @Test
    void aLoadCountsWhatTheInjectorDoes() throws Exception {
        injector.put("{'seed':3,'tls':[{'percentage':20,'type':'expired'},{'percentage':5,'type':'alert'}]}");
        JsonNode before = handshakes();
        JsonNode seen = Attack.run("--target " + url() + " --ca " + authority
                        + " --rate 50 --duration 8s --requests-per-connection 1 --max-lag 10s --json")
                .expect(0)
                .json();
        JsonNode after = handshakes();
        assertEquals(
                400, seen.at("/classes/ok").asInt() + seen.at("/classes/tls").asInt(), seen::toString);
        for (String type : List.of("expired", "alert")) {
            String reason = type.equals("alert") ? "alert-handshake-failure" : type;
            int did = after.path(type).asInt() - before.path(type).asInt();
            assertEquals(did, seen.at("/tls/failures").path(reason).asInt(), seen::toString);
            // Of 400: 5 standard deviations, of a seed that stays the same.
            int expected = type.equals("alert") ? 20 : 80;
            assertTrue(Math.abs(did - expected) < (type.equals("alert") ? 22 : 40), type + " " + did);
        }
    }

    private static JsonNode handshakes() throws Exception {
        String stats = Service.call("GET", injector.site() + "/api/stats", "").body();
        return new ObjectMapper().readTree(stats).at("/tls/outcomes");
    }

    @Test
    void grpcIsServedOverTls() throws Exception {
        injector.put("{}");
        try (GrpcCalls calls = GrpcCalls.overTls(port, authority)) {
            assertEquals(0, calls.unary("shop.Cart/AddItem").length);
        }
    }

    private static void assertSays(String wanted, String said) {
        assertTrue(said.contains(wanted), said);
    }
}
