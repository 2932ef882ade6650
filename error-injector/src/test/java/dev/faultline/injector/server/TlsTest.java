package dev.faultline.injector.server;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.decide.HandshakeCounts;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port that speaks TLS, as the JDK's client sees it, and what befalls handshakes there. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(60)
class TlsTest extends WireTestBase {

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Inject
    HandshakeCounts counts;

    private static String authority() {
        return given().get("/api/tls/ca.pem").then().statusCode(200).extract().asString();
    }

    private static TrustManager[] trusting(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Returns a connection whose handshake is not done yet, of a caller that trusts those, or everybody. */
    private SSLSocket connect(TrustManager... trusted) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted, null);
        int port = dataPlane.tlsPort().orElseThrow();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        return (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true);
    }

    private SSLSocket careful() throws GeneralSecurityException, IOException {
        SSLSocket socket = connect(trusting(authority()));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private SSLSocket careless() throws GeneralSecurityException, IOException {
        return connect(InsecureTrustManagerFactory.INSTANCE.getTrustManagers());
    }

    private static void handshakes(String faults) {
        putPlan("{'tls':[" + faults + "]}");
    }

    private static void always(String type) {
        handshakes("{'percentage':100,'type':" + type + "}");
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
        return head(socket.getInputStream());
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        in.readNBytes(2);
        return head.toString();
    }

    @Test
    void aCallerThatTrustsTheAuthorityIsAnswered() throws Exception {
        try (SSLSocket socket = careful()) {
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'expired'; CertificateExpiredException",
                "'not-yet-valid'; CertificateNotYetValidException",
                "'wrong-host'; No subject alternative DNS name matching localhost found",
                "'self-signed'; unable to find valid certification path",
                "'alert'; Received fatal alert: handshake_failure",
                "'alert','code':'unknown_ca'; Received fatal alert: unknown_ca",
                "'alert','code':112; Received fatal alert: unrecognized_name",
                "'close'; Remote host terminated the handshake",
                "'hang','for':'50ms'; Remote host terminated the handshake",
                "'reset'; Connection reset",
                "'old'; Received fatal alert: protocol_version",
            })
    void eachFaultShowsInTheHandshake(String row) throws Exception {
        String[] cells = row.split("; ", 2);
        always(cells[0]);
        try (SSLSocket socket = careful()) {
            IOException failure = assertThrows(IOException.class, socket::startHandshake);
            StringBuilder told = new StringBuilder();
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                told.append(cause).append('\n');
            }
            assertTrue(told.indexOf(cells[1]) >= 0, told::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "not-yet-valid", "wrong-host", "weak", "self-signed"})
    void oneThingIsWrongWithACertificateAndNoOther(String type) throws Exception {
        always("'" + type + "'");
        try (SSLSocket socket = careless()) {
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            Instant now = Instant.now();
            Map<String, Boolean> wrong = Map.of(
                    "expired",
                    certificate.getNotAfter().toInstant().isBefore(now),
                    "not-yet-valid",
                    certificate.getNotBefore().toInstant().isAfter(now),
                    "wrong-host",
                    certificate.getSubjectAlternativeNames().stream()
                            .noneMatch(name -> List.of(2, "localhost").equals(name)),
                    "weak",
                    certificate.getPublicKey() instanceof RSAPublicKey key
                            && key.getModulus().bitLength() == 1024
                            && certificate.getSigAlgName().startsWith("SHA1with"),
                    "self-signed",
                    certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal()));
            wrong.forEach((each, is) -> assertEquals(each.equals(type), is, type + " and " + each));
        }
    }

    @Test
    void aConnectionKeepsWhatItDrew() throws Exception {
        try (SSLSocket socket = careful()) {
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
            always("'close'");
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
            try (SSLSocket next = careful()) {
                assertThrows(IOException.class, next::startHandshake);
            }
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void theNameThatIsAskedForDecides() throws Exception {
        handshakes("{'percentage':100,'type':'close','sni':'books.example'},"
                + "{'percentage':100,'type':'alert','sni':'localhost'}");
        try (SSLSocket socket = careful()) {
            SSLParameters parameters = socket.getSSLParameters();
            // Without a dot, the JDK does not tell it unasked.
            parameters.setServerNames(List.of(new SNIHostName("localhost")));
            socket.setSSLParameters(parameters);
            IOException failure = assertThrows(IOException.class, socket::startHandshake);
            assertTrue(String.valueOf(failure.getMessage()).contains("handshake_failure"), failure.toString());
        }
    }

    @Test
    void whatIsCountedIsWhatCallersMet() throws Exception {
        long before = counts.of("expired").sum();
        long none = counts.of(HandshakeCounts.NONE).sum();
        handshakes("{'percentage':30,'type':'expired'}");
        int refused = 0;
        for (int i : IntStream.range(0, 100).toArray()) {
            try (SSLSocket socket = careful()) {
                socket.startHandshake();
            } catch (IOException expired) {
                assertTrue(
                        expired.toString().contains("validity check failed")
                                || expired.toString().contains("expired"),
                        i + ": " + expired);
                refused++;
            }
        }
        assertTrue(refused > 0 && refused < 100);
        assertEquals(refused, counts.of("expired").sum() - before);
        assertEquals(100 - refused, counts.of(HandshakeCounts.NONE).sum() - none);
        int told = given().get("/api/stats")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getInt("tls.outcomes.expired");
        assertEquals(counts.of("expired").sum(), told);
    }

    @Test
    void theKillSwitchLetsAHandshakeThatHangsGoOn() throws Exception {
        always("'hang'");
        try (SSLSocket socket = careful()) {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> asked(socket));
            awaitActive(1);
            stop();
            assertTrue(answer.join().startsWith("HTTP/1.1 200 "));
        }
    }

    private static String asked(SSLSocket socket) {
        try {
            return ask(socket);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aCallerThatLeavesGivesItsPlaceBack() throws Exception {
        always("'hang'");
        CompletableFuture<String> answer;
        try (SSLSocket socket = careful()) {
            answer = CompletableFuture.supplyAsync(() -> asked(socket));
            awaitActive(1);
        }
        awaitActive(0);
        assertTrue(!answer.join().startsWith("HTTP"));
    }

    @Test
    void beyondTheActiveFaultsHandshakesAreNotHeld() throws Exception {
        putPlan("{'maxActiveFaults':0,'tls':[{'percentage':50,'type':'hang'},{'percentage':50,'type':'slow'}]}");
        long before = counts.of(HandshakeCounts.OVERFLOW).sum();
        try (SSLSocket socket = careful()) {
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
        }
        assertEquals(1, counts.of(HandshakeCounts.OVERFLOW).sum() - before);
    }

    @Test
    void aSlowHandshakeIsAWholeOne() throws Exception {
        always("'slow','bytesPerSecond':20000");
        try (SSLSocket socket = careful()) {
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
            assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
        }
        awaitActive(0);
    }

    @Test
    void whoSpeaksHttpIsToldSo() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), dataPlane.tlsPort().orElseThrow())) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(
                    answer.startsWith("HTTP/1.1 400 ") && answer.contains("\r\nx-faultline-by: test-host\r\n"), answer);
            assertTrue(answer.endsWith("this port speaks HTTPS\n"), answer);
        }
    }

    @Test
    void theOtherPortSpeaksNoTls() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), dataPlane.port())) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            assertTrue(head(socket.getInputStream()).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void anRstIsOneOverTlsToo() throws Exception {
        abort("'reset'");
        try (SSLSocket socket = careful()) {
            assertThrows(SocketException.class, () -> ask(socket));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "truncate", "garbage", "malformed-chunk"})
    void anEndIsToldApartFromACut(String abort) throws Exception {
        abort("'" + abort + "'");
        try (SSLSocket socket = careful()) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertDoesNotThrow(in::readAllBytes, "without close_notify it does");
        }
    }

    @Test
    void anOfferOfHttp2OverHttp1IsNotTakenUp() throws Exception {
        try (SSLSocket socket = careful()) {
            String upgrade = String.join(
                    "\r\n",
                    "GET / HTTP/1.1",
                    "Host: localhost",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAAQAAP__",
                    "",
                    "");
            socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
            assertTrue(head(socket.getInputStream()).startsWith("HTTP/1.1 200 "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_2", "HTTP_1_1"})
    void theProtocolIsAgreedUponInTheHandshake(String version) {
        HttpVersion wanted = HttpVersion.valueOf(version);
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(wanted)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority()))));
        Future<HttpVersion> spoken = client.request(
                        HttpMethod.GET, dataPlane.tlsPort().orElseThrow(), "localhost", "/")
                .compose(request -> request.send())
                .map(HttpClientResponse::version);
        assertEquals(wanted, spoken.toCompletionStage().toCompletableFuture().join());
        client.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aSessionIsTakenUpAgain() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusting(authority()), null);
        int port = dataPlane.tlsPort().orElseThrow();
        long @Nullable [] created = null;
        for (int i = 0; i < 2; i++) {
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
                assertTrue(ask(socket).startsWith("HTTP/1.1 200 "));
                long at = socket.getSession().getCreationTime();
                if (created != null) {
                    assertEquals(created[0], at);
                }
                created = new long[] {at};
            }
        }
    }
}
