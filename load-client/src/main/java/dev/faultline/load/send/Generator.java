package dev.faultline.load.send;

import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.measure.Books;
import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.EmbeddedSplit;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The open loop. Arrivals come from a pure sequence and are sent when they are due, whether or not earlier ones have
 * been answered; what can't be sent in time is shed and counted, never kept for a burst.
 *
 * <p>All that changes is confined to one event loop; the public methods may be called from any thread but that one.
 */
public final class Generator implements Traffic {

    private static final Logger LOG = Logger.getLogger(Generator.class);

    private final Vertx vertx;
    private final @Nullable EmbeddedSplit split;
    private final RandomGenerator random;
    private final long maxLagNanos;
    private final LongSupplier nanoTime;
    private final ContextInternal context;
    private final EventLoop loop;
    private final Executor onLoop;
    private final Meter meter;

    private @Nullable Segment segment;
    private @Nullable HttpClient client;
    private @Nullable ScheduledFuture<?> next;
    private int inFlight;
    private volatile @Nullable LoadPlan plan;

    /**
     * Creates an idle generator on an event loop of its own.
     *
     * @param split draws the backends, if this process does so itself
     * @param maxLag how late an arrival may still be sent: more than a JVM pauses, less than what would be a burst
     * @param books get the figures
     */
    public Generator(Vertx vertx, @Nullable EmbeddedSplit split, RandomGenerator random, Duration maxLag, Books books) {
        this.vertx = vertx;
        this.split = split;
        this.random = random;
        this.maxLagNanos = maxLag.toNanos();
        this.nanoTime = System::nanoTime;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.loop = context.nettyEventLoop();
        this.onLoop = task -> loop.execute(() -> context.dispatch(task));
        this.meter = new Meter(books, this::offLoop, nanoTime.getAsLong());
        ScheduledFuture<?> unused =
                loop.scheduleAtFixedRate(() -> meter.tick(nanoTime.getAsLong()), 1, 1, TimeUnit.SECONDS);
    }

    /** Puts the plan in force, at once and also while another runs; completes when it is. */
    @Override
    public CompletableFuture<Void> start(LoadPlan wanted) {
        return CompletableFuture.runAsync(() -> begin(wanted), onLoop);
    }

    /** Sends nothing more; attempts under way end by themselves. Completes when it is so. */
    @Override
    public CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(this::halt, onLoop);
    }

    /** Returns the plan in force, null if none is. */
    @Override
    public @Nullable LoadPlan plan() {
        return plan;
    }

    /**
     * Ends the phase that arrivals belong to and begins another. Completes with what became of every attempt that was
     * due in the ended one, when the last of them has ended: at the latest after the plan's timeout.
     */
    @Override
    public CompletableFuture<Tally> turnPhase() {
        return CompletableFuture.supplyAsync(meter::turn, onLoop).thenCompose(Phase::done);
    }

    private void offLoop(Runnable task) {
        context.executeBlocking(() -> {
                    task.run();
                    return true;
                })
                .onFailure(failure -> LOG.error("the figures of a second are lost", failure));
    }

    private void begin(LoadPlan wanted) {
        Segment before = segment;
        if (client == null || before == null || !Clients.same(before.plan(), wanted)) {
            retire(client, before);
            client = Clients.create(vertx, wanted);
        }
        Destination destination = new Destination(wanted.target(), split);
        long now = nanoTime.getAsLong();
        segment = before == null
                ? Segment.first(wanted, destination, now, random)
                : before.then(wanted, destination, now, random);
        plan = wanted;
        schedule();
    }

    private void halt() {
        Segment before = segment;
        segment = null;
        plan = null;
        schedule();
        retire(client, before);
        client = null;
    }

    /** Closes a client once the attempts that it still carries must have ended. */
    private void retire(@Nullable HttpClient old, @Nullable Segment before) {
        if (old != null) {
            long grace = before == null ? 0 : before.plan().timeout().toNanos();
            ScheduledFuture<?> unused = loop.schedule(() -> old.close(), grace, TimeUnit.NANOSECONDS);
        }
    }

    private void schedule() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        if (segment != null) {
            long wait = Math.max(0, segment.due() - nanoTime.getAsLong());
            next = loop.schedule(() -> context.dispatch(this::fire), wait, TimeUnit.NANOSECONDS);
        }
    }

    private void fire() {
        long now = nanoTime.getAsLong();
        Segment current = segment;
        while (current != null && current.due() - now <= 0) {
            if (current.over()) {
                halt();
                return;
            }
            arrive(current, now);
            current.advance();
        }
        schedule();
    }

    private void arrive(Segment current, long now) {
        HttpClient sender = client;
        LoadPlan asked = current.plan();
        if (sender == null || now - current.due() > maxLagNanos || inFlight >= asked.maxInFlight()) {
            meter.shed();
            return;
        }
        Phase due = meter.phase();
        due.sent();
        inFlight++;
        Attempt attempt = new Attempt(current.due(), nanoTime, new Attempt.Observer() {
            @Override
            public void ended(Instants instants, Result result) {
                meter.ended(due, instants, result);
            }

            @Override
            public void released() {
                inFlight--;
            }
        });
        attempt.start(
                sender, current.destination().next(), loop, asked.timeout().toNanos());
    }
}
