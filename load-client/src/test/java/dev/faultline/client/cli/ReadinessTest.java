package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.client.control.OutboundTls;
import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A signal closes what is called with, before or while it waits. */
@Timeout(60)
class ReadinessTest {

    private final Vertx vertx = Vertx.vertx();
    private final Readiness readiness = new Readiness(new OutboundTls(vertx, new BaseTlsConfiguration() {}));

    private void stop() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void anApplicationThatIsStoppedDoesNotBeginToWait() {
        stop();
        assertThrows(InterruptedException.class, () -> readiness.await(List.of("http://127.0.0.1:1/")));
    }

    @Test
    void anApplicationThatIsStoppedEndsTheWaiting() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
                try (Socket called = silent.accept()) {
                    // From the first byte on the call is under way.
                    called.getInputStream().read();
                    stop();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            assertThrows(InterruptedException.class, () -> readiness.await(List.of(url)));
            stopped.get(30, TimeUnit.SECONDS);
        }
    }
}
