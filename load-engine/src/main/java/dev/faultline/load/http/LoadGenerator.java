package dev.faultline.load.http;

import dev.faultline.load.engine.Driver;
import dev.faultline.load.engine.Horizon;
import dev.faultline.load.engine.LoadRecorder;
import dev.faultline.load.engine.LoadRecorder.Collector;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.Sender;
import dev.faultline.load.engine.Silence;
import dev.faultline.load.http.DnsRefresher.SystemLookup;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.senders.LoadPart;
import dev.faultline.load.split.BackendHeader;
import dev.faultline.load.split.EmbeddedSplit;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Generates the load of this process, on an event loop of its own. Its methods may be called from any thread but that
 * of the loop.
 */
public final class LoadGenerator implements LoadPart {

    private static final Logger LOG = Logger.getLogger(LoadGenerator.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx;
    private final Settings settings;
    private final VertxEventLoop loop;
    private final Driver driver;
    private final LoadRecorder recorder;
    private final DnsRefresher dns;
    private final ResultClassifier classifier;
    private final MeshReadings mesh;
    private @Nullable HttpSender latest;
    private volatile @Nullable TlsClient tls;
    private long nextTick;
    private CompletableFuture<Void> lastChange = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    /**
     * What a generator needs.
     *
     * @param split draws the backends; null if this process does not
     * @param backendHeader tells the backend's own answers; null if nothing does
     * @param mesh tells who answered where a mesh draws the backends
     * @param limits throws if a plan asks for more than this process may send
     * @param bodies reads the files that requests carry
     * @param maxLag how late an arrival may still be sent: longer than a JVM pauses, shorter than what would make a
     *     burst
     * @param dnsRefresh how often names are looked up again
     * @param seeds for the plans without a seed
     * @param shard which part of each load this sends, in which case its plans should have a seed
     * @param trust whom TLS trusts and what it shows, asked anew for each plan
     */
    public record Settings(
            @Nullable EmbeddedSplit split,
            @Nullable BackendHeader backendHeader,
            MeshMeter mesh,
            Consumer<LoadPlan> limits,
            RequestBodies bodies,
            Duration maxLag,
            Duration dnsRefresh,
            SplittableRandom seeds,
            Shard shard,
            Supplier<TlsClient.Trust> trust) {}

    /**
     * Creates an idle generator.
     *
     * @param seconds gets each second, off the loop
     */
    public LoadGenerator(Vertx vertx, Settings settings, Consumer<Window> seconds) {
        this.vertx = vertx;
        this.settings = settings;
        this.loop = new VertxEventLoop(vertx);
        long now = loop.nanoTime();
        this.recorder = new LoadRecorder(seconds, this::offLoop, InstantSource.system(), now);
        this.driver = new Driver(loop, recorder, settings.seeds(), settings.maxLag(), settings.shard());
        this.dns = new DnsRefresher(loop, new SystemLookup(loop.context()), settings.dnsRefresh(), this::reconnect);
        this.classifier = new ResultClassifier(settings.backendHeader());
        this.mesh = new MeshReadings(settings.mesh(), this, recorder, driver::inFlight, loop);
        // With those of the clock on the wall, so that the seconds of several clients are the same ones.
        this.nextTick = now
                + SECOND
                - Math.floorMod(TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli()), SECOND);
        loop.at(nextTick, this::tick);
    }

    @Override
    public Revision revision() {
        return driver.revision();
    }

    @Override
    public void check(LoadPlan plan) {
        prepare(plan);
    }

    /** Checks the plan and returns its requests. */
    private List<PreparedRequest> prepare(LoadPlan plan) {
        settings.limits().accept(plan);
        return settings.bodies().prepare(plan, destination(plan));
    }

    private Destination destination(LoadPlan plan) {
        return new Destination(plan.target(), settings.split(), settings.mesh()::draws);
    }

    @Override
    public CompletableFuture<Void> start(LoadPlan wanted) {
        return start(wanted, null, () -> {});
    }

    @Override
    public CompletableFuture<Recording> startRecorded(LoadPlan wanted) {
        Recorded recorded = new Recorded();
        return start(wanted, null, recorded::start).thenApply(inForce -> recorded);
    }

    @Override
    public CompletableFuture<Recording> startRecorded(LoadPlan wanted, Instant at) {
        Recorded recorded = new Recorded();
        return start(wanted, at, recorded::start).thenApply(inForce -> recorded);
    }

    /**
     * Has the JVM send its first requests to itself: those of a load that begins at a given moment would be late. Completes
     * within some seconds, and never fails.
     */
    public CompletableFuture<Void> warmUp() {
        return CompletableFuture.allOf(Stream.of(Transport.Protocol.values())
                .map(protocol ->
                        JvmWarmup.of(vertx, loop, new JvmWarmup.Spoken(protocol, protocol == Transport.Protocol.H2)))
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletableFuture<List<Recording>> startShared(
            LoadPlan wanted, Instant at, Driver.Shared shared, int recordings) {
        List<Recorded> begun = Stream.generate(Recorded::new).limit(recordings).toList();
        return start(wanted, at, shared, () -> begun.forEach(Recorded::start)).thenApply(inForce -> List.copyOf(begun));
    }

    @Override
    public void assign(@Nullable Shard shard, long from) {
        loop.execute(() -> driver.assign(shard, from));
    }

    @Override
    public void grant(Horizon upTo) {
        loop.execute(() -> driver.grant(upTo));
    }

    private CompletableFuture<Void> start(LoadPlan wanted, @Nullable Instant at, Runnable between) {
        return start(wanted, at, null, between);
    }

    private CompletableFuture<Void> start(
            LoadPlan wanted, @Nullable Instant at, Driver.@Nullable Shared shared, Runnable between) {
        List<PreparedRequest> requests = prepare(wanted);
        Target metered = destination(wanted).mayMeshDraw() ? wanted.target() : null;
        CompletableFuture<Optional<TlsClient>> speaks = tls(wanted);
        Sender.Factory senders = before -> {
            // By now the plan before has sent all it had to, and this one has sent nothing yet.
            between.run();
            return open(wanted, requests, speaks.join().orElse(null), before);
        };
        return afterOthers(() -> speaks.thenCompose(ready -> JvmWarmup.of(vertx, loop, JvmWarmup.Spoken.by(wanted)))
                .thenComposeAsync(warm -> mesh.before(metered), loop)
                .thenComposeAsync(
                        before -> driver.plan() == null
                                ? ready(before)
                                : until(at).thenApply(turn -> before),
                        loop)
                .thenAcceptAsync(
                        before -> {
                            mesh.begin(metered, before);
                            driver.start(wanted, senders, at == null ? null : moment(at), shared);
                        },
                        loop));
    }

    /** Completes with how TLS is spoken to the plan's target; with nothing if it is not. */
    private CompletableFuture<Optional<TlsClient>> tls(LoadPlan plan) {
        if (!plan.target().tls()) {
            return ready(Optional.empty());
        }
        return loop.context()
                .executeBlocking(() -> {
                    TlsClient.Trust trust = settings.trust().get();
                    TlsClient kept = tls;
                    TlsClient speaks = kept != null && kept.serves(trust, plan.transport())
                            ? kept
                            : TlsClient.of(vertx, trust, plan.transport());
                    tls = speaks;
                    return Optional.of(speaks);
                })
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static <T> CompletableFuture<T> ready(T value) {
        return CompletableFuture.completedFuture(value);
    }

    /** Completes at that moment: the plan in force goes on up to then. */
    private CompletableFuture<Void> until(@Nullable Instant at) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        if (at == null) {
            reached.complete(null);
        } else {
            loop.at(moment(at), () -> reached.complete(null));
        }
        return reached;
    }

    /** Returns when that is by the clock of the loop. */
    private long moment(Instant at) {
        return loop.nanoTime() + Duration.between(Instant.now(), at).toNanos();
    }

    @Override
    public CompletableFuture<Void> stop() {
        return afterOthers(() -> CompletableFuture.runAsync(driver::stop, loop));
    }

    /** Makes changes take effect in the order in which they were asked for, however long one of them takes. */
    private synchronized CompletableFuture<Void> afterOthers(Supplier<CompletableFuture<Void>> change) {
        CompletableFuture<Void> done = lastChange.handle((ok, failure) -> true).thenCompose(any -> change.get());
        lastChange = done;
        return done;
    }

    @Override
    public CompletableFuture<Pause> silence(Duration length, Duration atMost) {
        LoadPlan plan = driver.plan();
        return plan == null
                ? CompletableFuture.failedFuture(new IllegalStateException("there is no load to pause"))
                : new Silence(settings.mesh(), plan.target(), this, loop).keep(length, atMost);
    }

    @Override
    public CompletableFuture<Void> pause() {
        return CompletableFuture.runAsync(driver::pause, loop);
    }

    @Override
    public CompletableFuture<Void> resume() {
        // Once the loop has ended there is nothing to go on with.
        return CompletableFuture.runAsync(driver::resume, loop).exceptionally(ended -> null);
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        return CompletableFuture.runAsync(this::reconnect, loop);
    }

    @Override
    public CompletableFuture<Window> cut() {
        CompletableFuture<Window> part = new CompletableFuture<>();
        try {
            loop.execute(() -> recorder.part(loop.nanoTime(), part::complete));
        } catch (RejectedExecutionException e) {
            // The process ends: nothing is measured any more, and that must not disturb the caller.
            part.completeExceptionally(e);
        }
        return part;
    }

    @Override
    public Recording record() {
        Recorded recorded = new Recorded();
        loop.execute(recorded::start);
        return recorded;
    }

    /** A recording, and what the mesh counted meanwhile. */
    private final class Recorded implements Recording {

        private final Collector collector = new Collector();
        private MeshReadings.@Nullable Span span;

        /** On the loop. */
        void start() {
            recorder.start(collector);
            span = mesh.span();
        }

        @Override
        public CompletableFuture<Tally> stop() {
            CompletableFuture<MeshReading> counted = CompletableFuture.runAsync(() -> recorder.stop(collector), loop)
                    .thenCompose(stopped -> last())
                    .thenComposeAsync(ended -> span().end(), loop);
            return collector.done().thenCombine(counted, (tally, difference) -> {
                tally.take(difference);
                return tally;
            });
        }

        /** Returns after what the mesh has counted all that is to be counted. */
        private CompletableFuture<?> last() {
            // While the load goes on, what ends later is counted with what is due later.
            return driver.plan() == null ? collector.done() : CompletableFuture.completedFuture(null);
        }

        private MeshReadings.Span span() {
            return Objects.requireNonNull(span, "it has started");
        }
    }

    @Override
    public double rate() {
        return driver.rate();
    }

    @Override
    public int inFlight() {
        return driver.inFlight();
    }

    /** Stops the load and the publishing of seconds; returns when that is done, or after a second. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture.runAsync(
                        () -> {
                            driver.stop();
                            mesh.end();
                            dns.close();
                        },
                        loop)
                // In order: what is being worked out of a second must not find its loop gone.
                .thenCompose(
                        stopped -> loop.context().executeBlocking(() -> true).toCompletionStage())
                .completeOnTimeout(true, 1, TimeUnit.SECONDS)
                .join();
    }

    private void reconnect() {
        if (latest != null && driver.plan() != null) {
            latest.reconnect();
        }
    }

    private Sender open(
            LoadPlan plan, List<PreparedRequest> requests, @Nullable TlsClient speaks, @Nullable Sender before) {
        ConnectionPool shared = before instanceof HttpSender http ? http.connections() : null;
        dns.watch(destination(plan).hosts());
        latest = new HttpSender(
                ConnectionPool.open(loop, plan, speaks, recorder::handshake, shared),
                requests,
                classifier,
                new Deadlines(loop, plan.timeout().toNanos()),
                loop);
        return latest;
    }

    private void tick() {
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        boolean idle = driver.plan() == null && driver.inFlight() == 0 && recorder.ended() == 0;
        recorder.tick(now, mesh.second());
        if (idle) {
            mesh.end();
        }
        if (driver.plan() == null) {
            dns.watch(Set.of());
        }
        // After a pause the missed seconds are one long window, not several empty ones.
        nextTick += Math.max(SECOND, (now - nextTick) / SECOND * SECOND + SECOND);
        loop.at(nextTick, this::tick);
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
