package dev.faultline.load.send;

import dev.faultline.load.drive.Driver;
import dev.faultline.load.drive.Loop;
import dev.faultline.load.drive.Meter;
import dev.faultline.load.drive.Recorder;
import dev.faultline.load.drive.Sender;
import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.Draw;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.wire.InvalidValue;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The load on an event loop of its own. The methods may be called from any thread but that one. */
public final class Generator implements Traffic, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Generator.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx;
    private final Settings settings;
    private final NettyLoop loop;
    private final Driver driver;
    private final Meter meter;
    private final Names names;
    private @Nullable HttpSender latest;
    private long nextTick;
    private CompletableFuture<Void> lastChange = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    /**
     * What a generator works with.
     *
     * @param split draws the backends, if this process does so itself
     * @param bounds refuses what goes beyond what this process may do
     * @param bodies reads the files that requests carry
     * @param maxLag how late an arrival may still be sent: more than a JVM pauses, less than what would be a burst
     * @param dnsRefresh how often names are looked up again
     * @param chance seeds the plans that name no seed
     */
    public record Settings(
            @Nullable EmbeddedSplit split,
            Consumer<LoadPlan> bounds,
            Bodies bodies,
            Duration maxLag,
            Duration dnsRefresh,
            SplittableRandom chance) {}

    /**
     * Creates an idle generator.
     *
     * @param books get the figures of each second, off the loop
     */
    public Generator(Vertx vertx, Settings settings, Consumer<Window> books) {
        this.vertx = vertx;
        this.settings = settings;
        this.loop = new NettyLoop((VertxInternal) vertx);
        long now = loop.nanoTime();
        this.meter = new Meter(books, this::offLoop, InstantSource.system(), now);
        this.driver = new Driver(loop, meter, settings.chance(), settings.maxLag());
        this.names = new Names(loop, new SystemLookup(loop.context()), settings.dnsRefresh(), this::reconnect);
        this.nextTick = now + SECOND;
        Loop.Timer unused = loop.at(nextTick, this::tick);
    }

    @Override
    public @Nullable LoadPlan plan() {
        return driver.plan();
    }

    @Override
    public void check(LoadPlan plan) {
        settings.bounds().accept(plan);
        List<Kind> unused = kinds(plan);
    }

    /** Returns what the plan sends, none of which may lead nowhere. */
    private List<Kind> kinds(LoadPlan plan) {
        Destination destination = new Destination(plan.target(), settings.split());
        List<Kind> kinds = settings.bodies().kinds(plan);
        for (int i = 0; i < kinds.size(); i++) {
            try {
                Draw unused = destination.draws(kinds.get(i).headers());
            } catch (InvalidValue e) {
                throw e.within("requests[" + i + "]");
            }
        }
        return kinds;
    }

    @Override
    public CompletableFuture<Void> start(LoadPlan wanted) {
        return start(wanted, () -> {});
    }

    @Override
    public CompletableFuture<Recording> startRecorded(LoadPlan wanted) {
        Recorder recorder = new Recorder();
        return start(wanted, () -> meter.start(recorder)).thenApply(inForce -> recording(recorder));
    }

    private CompletableFuture<Void> start(LoadPlan wanted, Runnable between) {
        settings.bounds().accept(wanted);
        List<Kind> kinds = kinds(wanted);
        Sender.Factory senders = before -> {
            // What the plan before still had to send is sent by now, and of this one nothing is yet.
            between.run();
            return open(wanted, kinds, before);
        };
        return afterOthers(() -> Priming.of(vertx, loop, wanted.transport().protocol())
                .thenRunAsync(() -> driver.start(wanted, senders), loop.executor()));
    }

    @Override
    public CompletableFuture<Void> stop() {
        return afterOthers(() -> CompletableFuture.runAsync(driver::stop, loop.executor()));
    }

    /** Lets changes take effect in the order in which they were asked for, however long one of them takes. */
    private synchronized CompletableFuture<Void> afterOthers(Supplier<CompletableFuture<Void>> change) {
        CompletableFuture<Void> done = lastChange.handle((ok, failure) -> true).thenCompose(any -> change.get());
        lastChange = done;
        return done;
    }

    @Override
    public CompletableFuture<Window> cut() {
        CompletableFuture<Window> part = new CompletableFuture<>();
        try {
            loop.executor().execute(() -> meter.part(loop.nanoTime(), part::complete));
        } catch (RejectedExecutionException e) {
            // The process ends: nothing is measured any more, and who asks has more important things to do.
            part.completeExceptionally(e);
        }
        return part;
    }

    @Override
    public Recording record() {
        Recorder recorder = new Recorder();
        loop.executor().execute(() -> meter.start(recorder));
        return recording(recorder);
    }

    private Recording recording(Recorder recorder) {
        return () -> {
            loop.executor().execute(() -> meter.stop(recorder));
            return recorder.done();
        };
    }

    /** Returns the arrivals a second that are asked for now. */
    public double rate() {
        return driver.rate();
    }

    /** Returns how many requests are under way. */
    public int inFlight() {
        return driver.inFlight();
    }

    /** Stops the load and keeps no more books; returns when that is so. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture.runAsync(
                        () -> {
                            driver.stop();
                            names.close();
                        },
                        loop.executor())
                .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                .join();
    }

    private void reconnect() {
        if (latest != null && driver.plan() != null) {
            latest.reconnect();
        }
    }

    private Sender open(LoadPlan plan, List<Kind> kinds, @Nullable Sender before) {
        Connections shared = before instanceof HttpSender http ? http.connections() : null;
        Destination destination = new Destination(plan.target(), settings.split());
        names.watch(destination.hosts());
        latest = new HttpSender(
                Connections.open(vertx, plan, shared),
                destination,
                kinds,
                new Deadlines(loop, plan.timeout().toNanos()),
                loop);
        return latest;
    }

    private void tick() {
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        meter.tick(now);
        if (driver.plan() == null) {
            names.watch(Set.of());
        }
        // After a pause the seconds that were missed are one long window, not several that are empty.
        nextTick += Math.max(SECOND, (now - nextTick) / SECOND * SECOND + SECOND);
        Loop.Timer unused = loop.at(nextTick, this::tick);
    }

    private void offLoop(Runnable task) {
        loop.context()
                .executeBlocking(() -> {
                    task.run();
                    return true;
                })
                .onFailure(failure -> {
                    boolean shuttingDown = closed && failure instanceof RejectedExecutionException;
                    if (!shuttingDown) {
                        LOG.error("the figures of a second are lost", failure);
                    }
                });
    }
}
