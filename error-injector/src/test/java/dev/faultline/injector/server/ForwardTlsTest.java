package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.tls.Authority;
import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.http.Certificates.Identity;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services that are forwarded to over https. */
@Timeout(60)
class ForwardTlsTest {

    private final Authority authority = Authority.make(Instant.now(), new SecureRandom());
    private final PemTrustOptions trust = new PemTrustOptions().addCertValue(Buffer.buffer(authority.pem()));

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private PemKeyCertOptions shown(String... names) throws CertificateEncodingException {
        Identity identity = authority.issue(List.of(names));
        return new PemKeyCertOptions()
                .addKeyValue(pem("PRIVATE KEY", identity.key().getEncoded()))
                .addCertValue(pem("CERTIFICATE", identity.certificate().getEncoded()));
    }

    private static Buffer pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        return Buffer.buffer("-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    /** Returns what comes of a request to an injector that forwards it to a service which shows that certificate. */
    private String forwarded(PemKeyCertOptions certificate, ClientAuth demand, Consumer<ClientOptionsBase> tls)
            throws IOException {
        return forwarded("localhost", certificate, demand, tls);
    }

    private String forwarded(
            String host, PemKeyCertOptions certificate, ClientAuth demand, Consumer<ClientOptionsBase> tls)
            throws IOException {
        int upstream = await(vertx.createHttpServer(new HttpServerOptions()
                                .setSsl(true)
                                .setSni(true)
                                .setKeyCertOptions(certificate)
                                // A certificate of a server is as good here as one of a client.
                                .setTrustOptions(TrustOptions.wrap(
                                        InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0]))
                                .setClientAuth(demand))
                        .requestHandler(request -> request.response()
                                .end("asked for " + request.connection().indicatedServerName()))
                        .listen(0))
                .actualPort();
        InstantSource clock = InstantSource.system();
        PlanStore<Action> store =
                new PlanStore<>(() -> 1, new Decider.Environment<>(clock, new VertxActions(), new Counters(), null));
        String plan = "{\"otherwise\":{\"type\":\"forward\",\"to\":\"https://" + host + ":" + upstream + "\"}}";
        store.change(before ->
                new PlanJson().read(plan.getBytes(StandardCharsets.UTF_8)).acceptedAt(clock.instant()));
        Duration bound = Duration.ofSeconds(30);
        DataPlane plane = new DataPlane(
                vertx,
                store,
                new ActiveFaults(),
                new Observers(delay -> {}, List.of(), clock),
                "test",
                new SlowCaller.Bounds(bound, bound, bound),
                tls,
                null);
        plane.start("127.0.0.1", 0);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plane.port())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void assertNoHandshake(String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 502 ") && answer.contains("\r\nx-faultline-upstream: tls\r\n"), answer);
    }

    @Test
    void aServiceThatIsTrustedIsAskedForByItsName() throws Exception {
        String answer = forwarded(shown("localhost"), ClientAuth.NONE, options -> options.setTrustOptions(trust));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertEquals("asked for localhost", answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void anAddressIsCheckedAndNotNamed() throws Exception {
        String answer =
                forwarded("127.0.0.1", shown("127.0.0.1"), ClientAuth.NONE, options -> options.setTrustOptions(trust));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertEquals("asked for null", answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void anotherAddressIsRefused() throws Exception {
        assertNoHandshake(
                forwarded("127.0.0.1", shown("127.0.0.2"), ClientAuth.NONE, options -> options.setTrustOptions(trust)));
    }

    @Test
    void whoIsNotTrustedGetsNothing() throws Exception {
        assertNoHandshake(forwarded(shown("localhost"), ClientAuth.NONE, options -> {}));
    }

    @Test
    void theNameOfTheServiceDecidesAndNotTheHostHeader() throws Exception {
        assertNoHandshake(forwarded(shown("shop"), ClientAuth.NONE, options -> options.setTrustOptions(trust)));
    }

    @Test
    void whoTrustsAllAsksNobodyForAName() throws Exception {
        String answer = forwarded(shown("shop"), ClientAuth.NONE, options -> options.setTrustAll(true));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    void aCertificateIsShownToWhoAsksForOne() throws Exception {
        PemKeyCertOptions own = shown("injector");
        String answer = forwarded(
                shown("localhost"),
                ClientAuth.REQUIRED,
                options -> options.setTrustOptions(trust).setKeyCertOptions(own));
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    void whoHasNoneToShowIsRefused() throws Exception {
        String answer = forwarded(shown("localhost"), ClientAuth.REQUIRED, options -> options.setTrustOptions(trust));
        assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
    }
}
