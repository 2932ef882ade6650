package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.step.FaultControl;
import dev.faultline.load.http.TestCertificates;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Control APIs by TLS: their certificates name Services, and processes are found by their addresses. */
@Timeout(60)
class OutboundTlsTest {

    private static final TestCertificates AUTHORITY = new TestCertificates();
    private static final TestCertificates.Identity OWN = AUTHORITY.of(TestCertificates.valid(), "load-client");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void serve() {
        port = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(AUTHORITY.trust())
                        .setKeyCertOptions(AUTHORITY
                                .of(TestCertificates.valid(), "error-injector.faultline.svc")
                                .options()))
                .requestHandler(request -> {
                    asked.add(request.authority() + request.uri());
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .end("{\"instance\":\"one\",\"revision\":7,\"etag\":\"x\",\"expired\":false}");
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        // The first handshake of a JVM may take longer, on a busy machine, than a check is waited for.
        new BlockingCalls(calls(null, true).client())
                .call("GET", "https://localhost:" + port + "/", Map.of(), null, Duration.ofSeconds(50));
        asked.clear();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private OutboundTls calls(@Nullable TrustOptions trust, boolean all) {
        return new OutboundTls(vertx, new BaseTlsConfiguration() {
            @Override
            public @Nullable TrustOptions getTrustStoreOptions() {
                return trust;
            }

            @Override
            public KeyCertOptions getKeyStoreOptions() {
                return OWN.options();
            }

            @Override
            public boolean isTrustAll() {
                return all;
            }
        });
    }

    private InjectorControl injector(OutboundTls calls, String service) {
        return new InjectorControl(
                calls.client(),
                new StrictReader(WireJson.mapper()),
                "https://" + service + ":" + port,
                InjectorAccess.OPEN,
                () -> List.of("https://127.0.0.1:" + port));
    }

    @Test
    void aReplicaIsAskedAtItsAddressUnderTheNameOfItsService() {
        List<FaultControl.Replica> replicas = injector(calls(AUTHORITY.trust(), false), "error-injector.faultline.svc")
                .replicas();
        assertEquals(7, replicas.get(0).revision());
        assertEquals("127.0.0.1:" + port, replicas.get(0).address());
        assertEquals(List.of("error-injector.faultline.svc:" + port + "/api/faults/revision"), asked);
    }

    @Test
    void oneOfAnotherNameOrAuthorityIsNotAsked() {
        InjectorControl other = injector(calls(AUTHORITY.trust(), false), "other.faultline.svc");
        String named = assertThrows(ControlFailed.class, other::replicas).getMessage();
        assertTrue(named.contains("No subject alternative DNS name matching other.faultline.svc"), named);
        InjectorControl unknown = injector(calls(null, false), "error-injector.faultline.svc");
        String why = assertThrows(ControlFailed.class, unknown::replicas).getMessage();
        assertTrue(why.contains("unable to find valid certification path"), why);
        assertEquals(List.of(), asked);
    }

    @Test
    void anyCertificateWillDoIfThatIsAskedFor() {
        assertEquals(
                1,
                injector(calls(null, true), "whatever.faultline.svc").replicas().size());
    }
}
