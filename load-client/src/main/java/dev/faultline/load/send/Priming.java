package dev.faultline.load.send;

import dev.faultline.load.drive.Driver;
import dev.faultline.load.drive.Loop;
import dev.faultline.load.drive.Meter;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Protocol;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
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
 * Sends the first requests of a process to a server of its own on loopback. The first one that a JVM sends takes a third
 * of a second, in which a steady load would be late through no fault of the target. Once for each protocol. Threadsafe.
 */
final class Priming {

    private static final Logger LOG = Logger.getLogger(Priming.class);

    private static final Duration LENGTH = Duration.ofMillis(400);

    /** Whatever goes wrong costs no more than this, and the load begins unprimed. */
    private static final Duration AT_MOST = Duration.ofSeconds(3);

    private static final int CALLERS = 8;

    /** Classes are loaded and compiled once for a JVM, not for each generator in it. */
    private static final Map<Protocol, CompletableFuture<Void>> DONE = new ConcurrentHashMap<>();

    private Priming() {}

    /** Returns what is done when the JVM has sent requests over that protocol; it never fails. */
    static CompletableFuture<Void> of(Vertx vertx, NettyLoop loop, Protocol protocol) {
        return DONE.computeIfAbsent(protocol, first -> prime(vertx, loop, first));
    }

    private static CompletableFuture<Void> prime(Vertx vertx, NettyLoop loop, Protocol protocol) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(request -> request.response().end("primed"))
                .listen(0, "127.0.0.1")
                .onFailure(failure -> {
                    LOG.debug("the first requests will be slow: no port to rehearse on", failure);
                    done.complete(null);
                })
                .onSuccess(server -> loop.executor().execute(() -> send(vertx, loop, server, protocol, done)));
        return done.completeOnTimeout(null, AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void send(
            Vertx vertx, NettyLoop loop, HttpServer server, Protocol protocol, CompletableFuture<Void> done) {
        Target target = Target.of("http://127.0.0.1:" + server.actualPort() + "/");
        Transport transport = new Transport(protocol, CALLERS, null, CALLERS, AT_MOST);
        LoadPlan plan = LoadPlan.of(target, new Demand(null, null, null, CALLERS), LENGTH, transport);
        long now = loop.nanoTime();
        Meter meter = new Meter(window -> {}, Runnable::run, InstantSource.system(), now);
        List<Kind> kinds = new Bodies(Optional.empty()).kinds(plan);
        new Driver(loop, meter, new SplittableRandom(), AT_MOST)
                .start(
                        plan,
                        before -> new HttpSender(
                                Connections.open(vertx, plan, null),
                                new Destination(target, null),
                                kinds,
                                new Deadlines(loop, AT_MOST.toNanos()),
                                loop));
        Loop.Timer unused = loop.at(now + LENGTH.toNanos(), () -> {
            server.close();
            done.complete(null);
        });
    }
}
