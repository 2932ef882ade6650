package dev.faultline.injector.server;

import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.fault.Answer;
import dev.faultline.platform.channel.SlowCaller;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The port that takes the traffic, served by one event loop per processor. Threadsafe. */
public final class DataPlane {

    private final VertxInternal vertx;
    private final PlanStore<Action> store;
    private final ActiveFaults active;
    private final Observers observers;
    private final String name;
    private final Consumer<Channel> accepted;
    private final List<DataVerticle.Running> running = new CopyOnWriteArrayList<>();
    private volatile boolean listening;

    /**
     * @param observers are told of delays and exchanges
     * @param name what answers say they come from
     * @param bounds for callers
     */
    public DataPlane(
            Vertx vertx,
            PlanStore<Action> store,
            ActiveFaults active,
            Observers observers,
            String name,
            SlowCaller.Bounds bounds) {
        this.vertx = (VertxInternal) vertx;
        this.store = store;
        this.active = active;
        this.observers = observers;
        this.name = name;
        String signature = Answer.SIGNATURE + ": " + name + "\r\n";
        accepted = channel -> SlowCaller.watch(channel, bounds, signature);
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
        return new DataVerticle(host, port, store, active, observers, name, accepted, running::add);
    }

    /** Returns the port it listens on. */
    public int port() {
        return running.get(0).port();
    }

    /** Returns whether it takes requests and means to go on with it. */
    public boolean isListening() {
        return listening;
    }

    /** Lets everything that is held back go at once, without a fault. */
    public void releaseHeld() {
        running.forEach(DataVerticle.Running::releaseHeld);
    }

    /**
     * Answers at once what is held back, and closes the port when that has left and what is being forwarded now, or after
     * {@code grace}.
     */
    public void stop(Duration grace) {
        listening = false;
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
