package dev.faultline.load.http;

import dev.faultline.load.engine.Driver;
import dev.faultline.load.engine.LoadRecorder;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.load.schedule.Shard;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends the first requests of a JVM to a server of its own on loopback. The very first takes a third of a second, by
 * which a steady load would be late through no fault of the target. Once for each protocol. Threadsafe.
 */
final class JvmWarmup {

    private static final Logger LOG = Logger.getLogger(JvmWarmup.class);

    private static final Duration LENGTH = Duration.ofMillis(400);

    /** Whatever goes wrong costs no more than this, and the load begins without. */
    private static final Duration AT_MOST = Duration.ofSeconds(3);

    private static final int CALLERS = 8;

    /** Classes are loaded and compiled once for a JVM, not for each generator in it. */
    private static final Map<Protocol, CompletableFuture<Void>> DONE = new ConcurrentHashMap<>();

    private JvmWarmup() {}

    /** Completes when the JVM has sent requests over that protocol; never fails. */
    static CompletableFuture<Void> of(Vertx vertx, VertxEventLoop loop, Protocol protocol) {
        return DONE.computeIfAbsent(
                protocol.isHttp2() ? Protocol.H2C : Protocol.HTTP1, first -> warmUp(vertx, loop, first));
    }

    private static CompletableFuture<Void> warmUp(Vertx vertx, VertxEventLoop loop, Protocol protocol) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(request -> request.response().end("warm"))
                .listen(0, "127.0.0.1")
                .onFailure(failure -> {
                    LOG.debug("no port to warm up on: the first requests will be slow", failure);
                    done.complete(null);
                })
                .onSuccess(server -> loop.execute(() -> send(vertx, loop, server, protocol, done)));
        return done.completeOnTimeout(null, AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void send(
            Vertx vertx, VertxEventLoop loop, HttpServer server, Protocol protocol, CompletableFuture<Void> done) {
        Target target = Target.of("http://127.0.0.1:" + server.actualPort() + "/");
        Transport transport = new Transport(protocol, CALLERS, null, CALLERS, AT_MOST);
        LoadPlan plan = LoadPlan.of(target, new Demand(null, null, null, CALLERS), LENGTH, transport);
        long now = loop.nanoTime();
        LoadRecorder recorder = new LoadRecorder(window -> {}, Runnable::run, InstantSource.system(), now);
        List<PreparedRequest> requests =
                new RequestBodies(Optional.empty()).prepare(plan, new Destination(target, null, () -> false));
        new Driver(loop, recorder, new SplittableRandom(), AT_MOST, Shard.WHOLE)
                .start(
                        plan,
                        before -> new HttpSender(
                                ConnectionPool.open(vertx, plan, null, (nanos, resumed) -> {}, null),
                                requests,
                                new ResultClassifier(null),
                                new Deadlines(loop, AT_MOST.toNanos()),
                                loop));
        loop.at(now + LENGTH.toNanos(), () -> {
            server.close();
            done.complete(null);
        });
    }
}
