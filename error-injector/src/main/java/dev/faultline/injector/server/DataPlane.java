package dev.faultline.injector.server;

import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.tls.TlsAcceptor;
import dev.faultline.platform.channel.SlowCaller;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.ClientOptionsBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The port that takes the traffic, served by one event loop per processor. Threadsafe. */
public final class DataPlane {

    private final VertxInternal vertx;
    private final PlanStore<Action> store;
    private final ActiveFaults active;
    private final Observers observers;
    private final String name;
    private final Consumer<Channel> accepted;
    private final Consumer<Channel> tlsAccepted;
    private final Consumer<ClientOptionsBase> upstreamTls;
    private final @Nullable TlsPort tls;
    private final List<DataVerticle.Running> running = new CopyOnWriteArrayList<>();
    private volatile boolean listening;

    /**
     * Where TLS is spoken.
     *
     * @param acceptor takes the connections
     * @param port 0 for any free one; null for that of all traffic, which speaks nothing else then
     */
    public record TlsPort(TlsAcceptor acceptor, @Nullable Integer port) {}

    /**
     * @param observers are told of delays and exchanges
     * @param name what answers say they come from
     * @param bounds for callers
     * @param upstreamTls of services that are forwarded to
     * @param tls null for none
     */
    public DataPlane(
            Vertx vertx,
            PlanStore<Action> store,
            ActiveFaults active,
            Observers observers,
            String name,
            SlowCaller.Bounds bounds,
            Consumer<ClientOptionsBase> upstreamTls,
            @Nullable TlsPort tls) {
        this.vertx = (VertxInternal) vertx;
        this.store = store;
        this.active = active;
        this.observers = observers;
        this.name = name;
        this.upstreamTls = upstreamTls;
        this.tls = tls;
        String signature = signature(name);
        accepted = channel -> SlowCaller.watch(channel, bounds, signature);
        tlsAccepted = tls == null ? accepted : tls.acceptor()::accept;
    }

    /** Returns the line by which answers that are no answers of HTTP's server say whom they come from. */
    public static String signature(String name) {
        return Answer.SIGNATURE + ": " + name + "\r\n";
    }

    /**
     * Listens; returns once it does. Vert.x has two event loops per processor. More of them than processors only take the
     * processor from each other.
     *
     * @param port 0 for any free one
     * @throws CompletionException with the reason as its cause if it cannot
     */
    public void start(String host, int port) {
        int loops = 0;
        for (EventExecutor ignored : vertx.getEventLoopGroup()) {
            loops++;
        }
        loops = Math.min(loops, Runtime.getRuntime().availableProcessors());
        DeploymentOptions instances = new DeploymentOptions().setInstances(loops);
        join(vertx.deployVerticle(() -> verticle(host, port), instances));
        listening = true;
    }

    private DataVerticle verticle(String host, int port) {
        List<DataVerticle.Listener> listeners = new ArrayList<>();
        // Verticles share the ports of the same names, so that each must ask for the same.
        Integer own = tls == null ? null : tls.port();
        listeners.add(new DataVerticle.Listener(
                port == 0 ? DataVerticle.ANY : port, tls != null && own == null ? tlsAccepted : accepted));
        if (own != null) {
            listeners.add(new DataVerticle.Listener(own == 0 ? DataVerticle.ANY_OF_TLS : own, tlsAccepted));
        }
        return new DataVerticle(host, listeners, store, active, observers, name, upstreamTls, running::add);
    }

    /** Returns the port it listens on. */
    public int port() {
        return running.get(0).ports().get(0);
    }

    /** Returns the port on which it speaks TLS, which may be the same one; empty if there is none. */
    public OptionalInt tlsPort() {
        List<Integer> ports = running.get(0).ports();
        return tls == null ? OptionalInt.empty() : OptionalInt.of(ports.get(ports.size() - 1));
    }

    /** Returns whether it takes requests and means to go on with it. */
    public boolean isListening() {
        return listening;
    }

    /** Lets everything that is held back go at once, without a fault. */
    public void releaseHeld() {
        if (tls != null) {
            tls.acceptor().releaseHeld();
        }
        running.forEach(DataVerticle.Running::releaseHeld);
    }

    /**
     * Answers at once what is held back, and closes the port when that has left and what is being forwarded now, or after
     * {@code grace}.
     */
    public void stop(Duration grace) {
        listening = false;
        if (tls != null) {
            tls.acceptor().releaseHeld();
        }
        List<Future<Object>> answered =
                running.stream().map(DataVerticle.Running::finish).toList();
        Future.join(answered)
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(clientGone -> null)
                .thenCompose(done -> undeploy())
                .join();
    }

    private CompletionStage<Void> undeploy() {
        List<Future<Void>> closed = running.stream()
                .map(DataVerticle.Running::deploymentId)
                .distinct()
                .map(vertx::undeploy)
                .toList();
        return Future.join(closed).<Void>mapEmpty().toCompletionStage();
    }

    private static void join(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
