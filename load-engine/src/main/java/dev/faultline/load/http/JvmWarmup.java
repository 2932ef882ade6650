package dev.faultline.load.http;

import dev.faultline.load.engine.Driver;
import dev.faultline.load.engine.LoadRecorder;
import dev.faultline.load.engine.Sender;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.load.schedule.Shard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the first requests of a JVM to a server of its own on loopback. The very first takes a third of a second, by
 * which a steady load would be late through no fault of the target; by TLS the first handshakes take as long again. Once for
 * each protocol, with TLS and without. Threadsafe.
 */
final class JvmWarmup {

    private static final Logger LOG = Logger.getLogger(JvmWarmup.class);

    private static final Duration LENGTH = Duration.ofMillis(400);

    /** A handshake takes the code of many requests. */
    private static final Duration LENGTH_BY_TLS = Duration.ofSeconds(1);

    /** Whatever goes wrong costs no more than this, and the load begins without. */
    private static final Duration AT_MOST = Duration.ofSeconds(3);

    private static final int CALLERS = 8;
    private static final int REQUESTS = 2;

    /** A certificate of 127.0.0.1 and its key. */
    private static final Buffer OWN = own();

    private static final PemTrustOptions TRUST = new PemTrustOptions().addCertValue(OWN);

    /** Classes are loaded and compiled once for a JVM, not for each generator in it. */
    private static final Map<Spoken, CompletableFuture<Void>> DONE = new ConcurrentHashMap<>();

    private JvmWarmup() {}

    private static Buffer own() {
        try (InputStream file = JvmWarmup.class.getResourceAsStream("warm-up.pem")) {
            return Buffer.buffer(Objects.requireNonNull(file, "warm-up.pem").readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is spoken over connections. */
    record Spoken(Protocol protocol, boolean tls) {

        static Spoken by(LoadPlan plan) {
            return new Spoken(plan.transport().protocol(), plan.target().tls());
        }

        Duration length() {
            return tls ? LENGTH_BY_TLS : LENGTH;
        }

        Transport transport() {
            // Whole handshakes, one after the other: it is those that take so long at first.
            return new Transport(protocol, CALLERS, tls ? REQUESTS : null, CALLERS, AT_MOST, null, tls ? false : null);
        }
    }

    /** Completes when the JVM has sent requests of that kind; never fails. */
    static CompletableFuture<Void> of(Vertx vertx, VertxEventLoop loop, Spoken spoken) {
        return DONE.computeIfAbsent(spoken, first -> warmUp(vertx, loop, first));
    }

    private static CompletableFuture<Void> warmUp(Vertx vertx, VertxEventLoop loop, Spoken spoken) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Future<Optional<TlsClient>> client = spoken.tls()
                ? vertx.executeBlocking(() -> Optional.of(TlsClient.of(
                        vertx, new TlsClient.Trust(TRUST.loadKeyStore(vertx), null, false), spoken.transport())))
                : Future.succeededFuture(Optional.empty());
        client.onSuccess(tls -> vertx.createHttpServer(options(spoken.tls()))
                        .requestHandler(request -> request.response().end("warm"))
                        .listen(0, "127.0.0.1")
                        .onFailure(failure -> unable(failure, done))
                        .onSuccess(server -> loop.execute(() -> send(loop, server, spoken, tls.orElse(null), done))))
                .onFailure(failure -> unable(failure, done));
        return done.completeOnTimeout(null, AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void unable(Throwable failure, CompletableFuture<Void> done) {
        LOG.debug("no server to warm up with: the first requests will be slow", failure);
        done.complete(null);
    }

    private static HttpServerOptions options(boolean tls) {
        HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(true);
        if (tls) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions().addCertValue(OWN).addKeyValue(OWN))
                    .setSslEngineOptions(
                            OpenSSLEngineOptions.isAvailable()
                                    ? new OpenSSLEngineOptions()
                                    : new JdkSSLEngineOptions());
        }
        return options;
    }

    private static void send(
            VertxEventLoop loop,
            HttpServer server,
            Spoken spoken,
            @Nullable TlsClient tls,
            CompletableFuture<Void> done) {
        Target target = new Target(spoken.tls(), "127.0.0.1", server.actualPort(), "/");
        Transport transport = spoken.transport();
        LoadPlan plan = LoadPlan.of(target, new Demand(null, null, null, CALLERS), spoken.length(), transport);
        long now = loop.nanoTime();
        LoadRecorder recorder = new LoadRecorder(window -> {}, Runnable::run, InstantSource.system(), now);
        List<PreparedRequest> requests =
                new RequestBodies(Optional.empty()).prepare(plan, new Destination(target, null, () -> false));
        new Driver(loop, recorder, new SplittableRandom(), AT_MOST, Shard.WHOLE)
                .start(
                        plan,
                        before -> new Ending(
                                server,
                                new HttpSender(
                                        ConnectionPool.open(loop, plan, tls, (nanos, resumed) -> {}, null),
                                        requests,
                                        new ResultClassifier(null),
                                        new Deadlines(loop, AT_MOST.toNanos()),
                                        loop)));
        loop.at(now + spoken.length().toNanos(), () -> done.complete(null));
    }

    /** Closes the server once nobody asks it any more: Vert.x logs as a failure who comes while it closes. */
    private record Ending(HttpServer server, Sender sender) implements Sender {

        @Override
        public void send(int index, long number, long intended, Observer observer) {
            sender.send(index, number, intended, observer);
        }

        @Override
        public void close() {
            sender.close();
            server.close();
        }
    }
}
