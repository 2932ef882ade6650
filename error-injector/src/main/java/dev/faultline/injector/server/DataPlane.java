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
import java.util.function.Consumer;

/** The port that takes the traffic, served by all event loops. Threadsafe. */
public final class DataPlane {

    private final VertxInternal vertx;
    private final PlanStore store;
    private final ActiveFaults active;
    private final Consumer<Duration> delays;
    private final String name;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private volatile boolean listening;

    /**
     * @param delays is told every delay that is injected
     * @param name what answers say they come from
     */
    public DataPlane(Vertx vertx, PlanStore store, ActiveFaults active, Consumer<Duration> delays, String name) {
        this.vertx = (VertxInternal) vertx;
        this.store = store;
        this.active = active;
        this.delays = delays;
        this.name = name;
    }

    /**
     * Listens, on every event loop; returns once it does.
     *
     * @param port 0 for any free one
     * @throws CompletionException with the reason as its cause if it cannot
     */
    public void start(String host, int port) {
        int loops = 0;
        for (EventExecutor ignored : vertx.getEventLoopGroup()) {
            loops++;
        }
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
        lanes.forEach(lane -> lane.onLoop(parking -> {
            parking.stop();
            return Future.succeededFuture();
        }));
    }

    /** Answers at once what is held back, and closes the port when that has left, or after {@code grace}. */
    public void stop(Duration grace) {
        listening = false;
        List<Future<Object>> answered =
                lanes.stream().map(lane -> lane.onLoop(Parking::close)).toList();
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
                .map(lane -> lane.context().deploymentID())
                .distinct()
                .map(vertx::undeploy)
                .toList();
        return Future.join(closed).<Void>mapEmpty().toCompletionStage();
    }

    private Lane lane(ContextInternal context) {
        Parking parking = new Parking(context, active);
        return new Lane(context, parking, new Reception(store, parking, delays, name), 0);
    }

    private static void join(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
