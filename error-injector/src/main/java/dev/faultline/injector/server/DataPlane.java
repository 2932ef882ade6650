package dev.faultline.injector.server;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The port that takes the traffic, served by one event loop per processor. Threadsafe. */
public final class DataPlane {

    private final VertxInternal vertx;
    private final PlanStore store;
    private final ActiveFaults active;
    private final Watch watch;
    private final String name;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private volatile boolean listening;

    /**
     * @param watch is told of delays and exchanges
     * @param name what answers say they come from
     */
    public DataPlane(Vertx vertx, PlanStore store, ActiveFaults active, Watch watch, String name) {
        this.vertx = (VertxInternal) vertx;
        this.store = store;
        this.active = active;
        this.watch = watch;
        this.name = name;
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
        join(vertx.deployVerticle(() -> new DataVerticle(host, port, this::lane, lanes::add), instances));
        listening = true;
    }

    /** Returns the port it listens on. */
    public int port() {
        return lanes.get(0).port();
    }

    /** Returns whether it takes requests and means to go on with it. */
    public boolean isListening() {
        return listening;
    }

    /** Lets everything that is held back go at once, without a fault. */
    public void releaseHeld() {
        lanes.forEach(Lane::releaseHeld);
    }

    /**
     * Answers at once what is held back, and closes the port when that has left and what is being forwarded now, or after
     * {@code grace}.
     */
    public void stop(Duration grace) {
        listening = false;
        List<Future<Object>> answered = lanes.stream().map(Lane::close).toList();
        Future.join(answered)
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(clientGone -> null)
                .thenCompose(done -> undeploy())
                .join();
    }

    private CompletionStage<Void> undeploy() {
        List<Future<Void>> closed = lanes.stream()
                .map(lane -> lane.loop().context().deploymentID())
                .distinct()
                .map(vertx::undeploy)
                .toList();
        return Future.join(closed).<Void>mapEmpty().toCompletionStage();
    }

    private Lane lane(ContextInternal context) {
        Parking parking = new Parking(context, active);
        Loop loop = new Loop(context, new Upstreams(vertx, name));
        return new Lane(loop, parking, new Reception(store, parking, loop, watch, name), 0);
    }

    private static void join(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
