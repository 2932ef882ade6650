package dev.faultline.load.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.http.TestCertificates.Identity;
import dev.faultline.load.http.TlsClient.Trust;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.RouteManifest;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import dev.faultline.platform.wire.WireYaml;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS does on the wire: which certificates are taken, what is spoken, and what becomes of it when it fails. */
@Timeout(90)
class TlsTest {

    private static final TestCertificates AUTHORITY = new TestCertificates();
    private static final Identity SERVER = AUTHORITY.of(TestCertificates.valid(), "localhost", "127.0.0.1", "::1");
    private static final Trust TRUSTING = new Trust(AUTHORITY.trustStore(), null, false);

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static HttpServerOptions options(Identity identity) {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setSslEngineOptions(new JdkSSLEngineOptions())
                .setKeyCertOptions(identity.options());
    }

    private int server(HttpServerOptions options) {
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(request -> {
                    seen.add(request.version() + " " + request.authority() + " "
                            + request.connection().indicatedServerName());
                    request.response().end("ok");
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return server.actualPort();
    }

    /** A server that speaks no TLS of its own. */
    private int server(io.vertx.core.Handler<NetSocket> handler) {
        NetServer server = vertx.createNetServer()
                .connectHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return server.actualPort();
    }

    private Tally send(Trust trust, String target, String plan) throws Exception {
        return send(trust, null, target, plan);
    }

    private Tally send(Trust trust, @Nullable EmbeddedSplit split, String target, String plan) throws Exception {
        String json = "{\"target\":\"" + target + "\"," + plan + "}";
        LoadGenerator generator = new LoadGenerator(
                vertx,
                new LoadGenerator.Settings(
                        split,
                        null,
                        new MeshMeter(MeshSource.NONE),
                        any -> {},
                        new RequestBodies(Optional.empty()),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10),
                        new SplittableRandom(1),
                        Shard.WHOLE,
                        () -> trust),
                window -> {});
        var recording = generator
                .startRecorded(
                        new StrictReader(WireJson.mapper()).read(json.getBytes(StandardCharsets.UTF_8), LoadPlan.class))
                .get(15, TimeUnit.SECONDS);
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(50))
                .until(() -> generator.plan() == null);
        Tally tally = recording.stop().get(55, TimeUnit.SECONDS);
        generator.close();
        return tally;
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "http1, localhost, HTTP_1_1 localhost:PORT localhost",
        "h2, localhost, HTTP_2 localhost:PORT localhost",
        "http1, 127.0.0.1, HTTP_1_1 127.0.0.1:PORT null",
        "h2, 127.0.0.1, HTTP_2 127.0.0.1:PORT null",
    })
    void aServerIsSpokenToAsItsUrlSays(String protocol, String host, String request) throws Exception {
        int port = server(options(SERVER).setSni(true));
        Tally tally = send(
                TRUSTING,
                "https://" + host + ":" + port,
                "\"rate\":100,\"duration\":\"200ms\",\"connections\":2,\"protocol\":\"" + protocol + '"');
        assertEquals(Map.of(ResultClass.OK, 20L), tally.classes());
        assertEquals(Set.of(request.replace("PORT", Integer.toString(port))), Set.copyOf(seen));
        assertTrue(tally.handshakes().count() >= 1 && tally.handshakes().count() <= 2);
        assertTrue(tally.handshakes().times().percentile(50) > 0);
    }

    /** The name of the certificate is the URL's, whatever the request says of its host. */
    @Test
    void theHostHeaderChangesNothingAboutTls() throws Exception {
        int port = server(options(SERVER).setSni(true));
        Tally tally = send(
                TRUSTING,
                "https://localhost:" + port,
                "\"rate\":100,\"duration\":\"100ms\",\"requests\":[{\"headers\":{\"Host\":\"shop.example\"}}]");
        assertEquals(Map.of(ResultClass.OK, 10L), tally.classes());
        assertEquals(Set.of("HTTP_1_1 shop.example localhost"), Set.copyOf(seen));
    }

    /** What is split here goes to the address of the backend, but it is the target that must be there. */
    @Test
    void aBackendOfTheSplitShowsTheCertificateOfTheTarget() throws Exception {
        int port =
                server(options(AUTHORITY.of(TestCertificates.valid(), "shop")).setSni(true));
        String route = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: shop}
                spec:
                  parentRefs: [{kind: Service, group: core, name: shop, port: 443}]
                  rules: [{backendRefs: [{name: one, port: 443, weight: 1}]}]
                """;
        EmbeddedSplit split = new EmbeddedSplit(
                new RouteManifest(WireYaml.reader()).read(route.getBytes(StandardCharsets.UTF_8)),
                Map.of("one", new Backend("one", "127.0.0.1", port)),
                "none",
                new SplittableRandom(1));
        Tally tally = send(TRUSTING, split, "https://shop/", "\"rate\":100,\"duration\":\"100ms\"");
        assertEquals(Map.of(ResultClass.OK, 10L), tally.classes());
        assertEquals(Set.of("HTTP_1_1 shop shop"), Set.copyOf(seen));
    }

    private static Identity identity(String kind) {
        return switch (kind) {
            case "expired" -> AUTHORITY.of(TestCertificates.expired(), "localhost");
            case "not-yet-valid" -> AUTHORITY.of(TestCertificates.early(), "localhost");
            case "wrong-host" -> AUTHORITY.of(TestCertificates.valid(), "example.org");
            case "wrong-address" -> AUTHORITY.of(TestCertificates.valid(), "localhost", "127.0.0.2");
            case "no-address" -> AUTHORITY.of(TestCertificates.valid(), "localhost");
            case "untrusted" -> new TestCertificates().of(TestCertificates.valid(), "localhost");
            case "self-signed" -> TestCertificates.selfSigned("localhost");
            case "weak" -> AUTHORITY.ofRsa(512, TestCertificates.valid(), "localhost");
            default -> throw new AssertionError(kind);
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "expired, localhost, EXPIRED",
        "not-yet-valid, localhost, NOT_YET_VALID",
        "wrong-host, localhost, WRONG_HOST",
        "wrong-address, 127.0.0.1, WRONG_HOST",
        "no-address, 127.0.0.1, WRONG_HOST",
        "untrusted, localhost, UNTRUSTED",
        "self-signed, localhost, SELF_SIGNED",
    })
    void aCertificateIsRefusedWithItsReasonUnlessAnyWillDo(String kind, String host, TlsFailure reason)
            throws Exception {
        int port = server(options(identity(kind)));
        String target = "https://" + host + ":" + port;
        Tally tally = send(TRUSTING, target, "\"rate\":100,\"duration\":\"200ms\",\"connections\":3");
        assertEquals(Map.of(ResultClass.TLS, 20L), tally.classes());
        assertEquals(Map.of(reason, 20L), tally.tlsFailures());
        assertEquals(0, tally.handshakes().count());
        assertEquals(0, tally.unverified());
        Tally insecure = send(
                new Trust(AUTHORITY.trustStore(), null, true),
                target,
                "\"rate\":100,\"duration\":\"200ms\",\"protocol\":\"h2\"");
        assertEquals(Map.of(ResultClass.OK, 20L), insecure.classes());
        assertEquals(20, insecure.unverified());
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource({"true, TLSv1.2", "true, TLSv1.3", "false, TLSv1.2", "false, TLSv1.3"})
    void aClientShowsItsCertificateIfAsked(boolean shown, String version) throws Exception {
        int port = server(options(SERVER)
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(AUTHORITY.trust())
                .setEnabledSecureTransportProtocols(Set.of(version)));
        Identity own = AUTHORITY.of(TestCertificates.valid(), "client");
        Tally tally = send(
                new Trust(AUTHORITY.trustStore(), shown ? own.options() : null, false),
                "https://localhost:" + port,
                "\"rate\":100,\"duration\":\"200ms\"");
        if (shown) {
            assertEquals(Map.of(ResultClass.OK, 20L), tally.classes());
        } else {
            // With TLS 1.3 the alert comes when the client already thinks that all is well.
            assertEquals(Map.of(ResultClass.TLS, 20L), tally.classes());
            assertEquals(Map.of(TlsFailure.ALERT_BAD_CERTIFICATE, 20L), tally.tlsFailures());
        }
    }

    @ParameterizedTest(name = "{0} by {1}, resumed: {2}")
    @CsvSource({
        "http1, TLSv1.2, true",
        "http1, TLSv1.3, true",
        "http1, TLSv1.2, false",
        "http1, TLSv1.3, false",
        "h2, TLSv1.3, true",
        "h2, TLSv1.3, false",
    })
    void sessionsAreResumedUnlessThePlanForbidsIt(String protocol, String version, boolean resumed) throws Exception {
        int port = server(options(SERVER).setEnabledSecureTransportProtocols(Set.of(version)));
        Tally tally = send(
                TRUSTING,
                "https://localhost:" + port,
                "\"rate\":50,\"duration\":\"400ms\",\"connections\":1,\"requestsPerConnection\":1,\"protocol\":\""
                        + protocol
                        + "\",\"sessionResumption\":"
                        + resumed);
        assertEquals(Map.of(ResultClass.OK, 20L), tally.classes());
        assertEquals(20, tally.handshakes().count());
        assertEquals(resumed ? 19 : 0, tally.handshakes().resumed());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"http/1.1", "nothing"})
    void whoAsksForHttp2AndGetsSomethingElseHasNoTls(String spoken) throws Exception {
        int port = server(
                options(SERVER).setUseAlpn(!spoken.equals("nothing")).setAlpnVersions(List.of(HttpVersion.HTTP_1_1)));
        Tally tally =
                send(TRUSTING, "https://localhost:" + port, "\"rate\":100,\"duration\":\"100ms\",\"protocol\":\"h2\"");
        assertEquals(Map.of(ResultClass.TLS, 10L), tally.classes());
        assertEquals(Set.of(), Set.copyOf(seen));
        assertTrue(
                Set.of(TlsFailure.PROTOCOL, TlsFailure.ALERT_NO_APPLICATION_PROTOCOL)
                        .containsAll(tally.tlsFailures().keySet()),
                tally.tlsFailures()::toString);
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvSource({
        "close, CLOSE, {}",
        "reset, RESET, {}",
        "hang, CONNECT_TIMEOUT, {}",
        "half, CONNECT_TIMEOUT, {}",
        "http, TLS, {PROTOCOL=10}",
        "alert-40, TLS, {ALERT_HANDSHAKE_FAILURE=10}",
        "alert-70, TLS, {ALERT_PROTOCOL_VERSION=10}",
        "alert-80, TLS, {ALERT_INTERNAL_ERROR=10}",
        "alert-112, TLS, {ALERT_UNRECOGNIZED_NAME=10}",
        "alert-200, TLS, {ALERT=10}",
    })
    void whatBreaksInTheHandshakeHasItsClass(String what, ResultClass resultClass, String failures) throws Exception {
        int port = server(socket -> socket.handler(hello -> {
            switch (what.startsWith("alert") ? "alert" : what) {
                case "close" -> socket.close();
                case "reset" -> reset(socket);
                case "hang" -> socket.pause();
                case "half" -> socket.write(Buffer.buffer(new byte[] {22, 3, 3}));
                case "http" -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                default ->
                    socket.write(Buffer.buffer(
                                    new byte[] {21, 3, 3, 0, 2, 2, (byte) Integer.parseInt(what.substring(6))}))
                            .onComplete(written -> socket.close());
            }
        }));
        Tally tally = send(
                TRUSTING,
                "https://localhost:" + port,
                "\"rate\":50,\"duration\":\"200ms\",\"timeout\":\"2s\",\"connections\":20");
        assertEquals(Map.of(resultClass, 10L), tally.classes());
        assertEquals(failures, tally.tlsFailures().toString());
    }

    private static void reset(NetSocket socket) {
        var channel = ((io.vertx.core.net.impl.NetSocketInternal) socket)
                .channelHandlerContext()
                .channel();
        channel.config().setOption(io.netty.channel.ChannelOption.SO_LINGER, 0);
        assertNotNull(channel.close());
    }

    @Test
    void aPortWithoutTlsSpeaksAnotherProtocol() throws Exception {
        int port = server(new HttpServerOptions());
        Tally tally = send(TRUSTING, "https://localhost:" + port, "\"rate\":100,\"duration\":\"100ms\"");
        assertEquals(Map.of(ResultClass.TLS, 10L), tally.classes());
        assertEquals(Map.of(TlsFailure.PROTOCOL, 10L), tally.tlsFailures());
    }

    @Test
    void whereTheLibraryIsThereBoringSslSpeaks() {
        assertTrue(OpenSsl.isAvailable() || !System.getProperty("os.name").equals("Linux"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Received fatal alert: handshake_failure | ALERT_HANDSHAKE_FAILURE",
                "(unknown_ca) Received fatal alert: unknown_ca | ALERT_UNKNOWN_CA",
                "Received fatal alert: certificate_required | ALERT_CERTIFICATE_REQUIRED",
                "Received fatal alert: no_such_alert | ALERT",
                "error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE | ALERT_HANDSHAKE_FAILURE",
                "error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION | ALERT_PROTOCOL_VERSION",
                "error:1000045C:SSL routines:OPENSSL_internal:TLSV1_CERTIFICATE_REQUIRED | ALERT_CERTIFICATE_REQUIRED",
                "error:100004B0:SSL routines:OPENSSL_internal: | ALERT",
                "error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER | PROTOCOL",
                "ServerHello does not comply to algorithm constraints | WEAK",
                "Unsupported or unrecognized SSL message | PROTOCOL",
            })
    void whatAnEngineSaysIsOneOfAClosedSet(String message, TlsFailure failure) {
        SSLException said = new SSLException(message);
        assertEquals(failure, ResultClassifier.tlsFailure(said));
        SSLException wrapped = new SSLHandshakeException("Failed to create SSL connection");
        wrapped.initCause(said);
        assertEquals(failure, ResultClassifier.tlsFailure(wrapped));
    }
}
