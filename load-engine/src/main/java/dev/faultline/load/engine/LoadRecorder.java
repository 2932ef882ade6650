package dev.faultline.load.engine;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records what becomes of requests, twice: by the second in which an attempt ends, and by the cohort in which its
 * request was due. Confined to the loop.
 */
public final class LoadRecorder {

    /**
     * So many names of requests a process tells apart, of all its plans: each takes memory in every sum, and series of
     * Prometheus for good.
     */
    static final int MOST_NAMES = 200;

    /** What requests of further names are recorded as. */
    static final String OTHER = MeshCounts.OTHER;

    private final Consumer<Window> seconds;
    private final Executor offLoop;
    private final InstantSource wall;
    private final AtomicReference<@Nullable Tally> spare = new AtomicReference<>();
    private final List<Collector> collecting = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private Tally second = new Tally();
    private List<Tally> parts = new ArrayList<>();
    private long secondStart;
    private long partStart;
    private Cohort cohort = new Cohort(List.of());
    /** The one before, whose last requests may still be under way. */
    private Cohort draining = cohort;
    /** Completes when all that ended so far is handed over: in order, though one second may wait for the mesh. */
    private CompletableFuture<?> handedOver = CompletableFuture.completedFuture(null);

    /**
     * @param seconds gets each second, off the loop
     * @param offLoop runs what takes too long for an event loop, one after the other
     * @param wall the time that people read
     */
    public LoadRecorder(Consumer<Window> seconds, Executor offLoop, InstantSource wall, long now) {
        this.seconds = seconds;
        this.offLoop = offLoop;
        this.wall = wall;
        this.secondStart = now;
        this.partStart = now;
    }

    /** Begins to collect what is due from now on. */
    public void start(Collector collector) {
        collecting.add(collector);
        turn();
    }

    /** Ends it; the collector is done when all that was due meanwhile has ended. */
    public void stop(Collector collector) {
        collecting.remove(collector);
        turn();
        collector.stop();
    }

    /**
     * Ends a second, and publishes it when it is known what the mesh counted meanwhile.
     *
     * @param mesh must complete soon, whatever comes, since what ends later waits for it; null without a mesh
     */
    public void tick(long now, @Nullable CompletableFuture<MeshReading> mesh) {
        Tally ended = second;
        List<Tally> before = parts;
        long start = secondStart;
        second = fresh();
        parts = new ArrayList<>();
        secondStart = now;
        partStart = now;
        // Packing walks through tens of thousands of counters: milliseconds in which nothing would be sent.
        handOver(mesh, () -> {
            before.forEach(ended::add);
            if (mesh != null) {
                ended.take(mesh.join());
            }
            seconds.accept(window(start, now, ended));
            ended.reset();
            spare.set(ended);
        });
    }

    /** Returns how many attempts have ended in the second that is under way. */
    public long ended() {
        return second.sent() + parts.stream().mapToLong(Tally::sent).sum();
    }

    private void handOver(@Nullable CompletableFuture<?> known, Runnable task) {
        if (handedOver.isDone() && (known == null || known.isDone())) {
            offLoop.execute(task);
            return;
        }
        handedOver = CompletableFuture.allOf(handedOver, known == null ? handedOver : known)
                .handle((done, failure) -> true)
                .thenRun(() -> offLoop.execute(task));
    }

    /**
     * Gives what has ended since the last part of this second, or since its beginning, to {@code taker}, off the loop.
     * The second goes on; it is published later and holds that too. What the mesh counted is known of whole seconds only.
     */
    public void part(long now, Consumer<Window> taker) {
        Tally ended = second;
        long start = partStart;
        second = fresh();
        parts.add(ended);
        partStart = now;
        handOver(null, () -> taker.accept(window(start, now, ended)));
    }

    private Tally fresh() {
        Tally reset = spare.getAndSet(null);
        return reset == null ? new Tally() : reset;
    }

    private Window window(long start, long end, Tally ended) {
        return new Window(wall.instant().minusNanos(end - start), start, end, ended.packed());
    }

    /** Returns the cohort of the requests that come due now. */
    Cohort cohort() {
        return cohort;
    }

    /** Counts a request that came due. */
    void arrived() {
        second.arrived();
        Tally kept = cohort.tally();
        if (kept != null) {
            kept.arrived();
        }
    }

    /** Records an arrival that is not sent. */
    void shed(ShedReason why) {
        second.shed(why);
        Tally kept = cohort.tally();
        if (kept != null) {
            kept.shed(why);
        }
    }

    /** Returns by which names the plan's requests are recorded, in their order; empty if by none. */
    List<String> names(LoadPlan plan) {
        return plan.names().stream()
                .map(name -> names.contains(name) || (names.size() < MOST_NAMES && names.add(name)) ? name : OTHER)
                .toList();
    }

    /**
     * Records the end of an attempt at a request that was due in that cohort.
     *
     * @param name one of {@link #names}; null if there are none
     */
    void attempt(Cohort due, AttemptTimestamps timestamps, Result result, @Nullable String name) {
        record(second, timestamps, result, name);
        Tally kept = due.tally();
        if (kept != null) {
            record(kept, timestamps, result, name);
        }
    }

    private static void record(Tally tally, AttemptTimestamps timestamps, Result result, @Nullable String name) {
        if (name == null) {
            tally.record(timestamps, result);
        } else {
            tally.record(timestamps, result, name);
        }
    }

    /** Records a TLS handshake, with what is due when it ends; if nobody collects that, with what was due before and is open. */
    public void handshake(long nanos, boolean resumed) {
        second.handshake(nanos, resumed);
        Tally kept = cohort.tally() == null && draining.open > 0 ? draining.tally() : cohort.tally();
        if (kept != null) {
            kept.handshake(nanos, resumed);
        }
    }

    /** Counts a retry, or one that the budget denied. */
    void retry(Cohort due, boolean granted) {
        count(second, granted);
        Tally kept = due.tally();
        if (kept != null) {
            count(kept, granted);
        }
    }

    /** Records the end of a request that was due in that cohort, with the result of its last attempt. */
    void request(Cohort due, long latencyNanos, Result last) {
        second.request(latencyNanos, last);
        Tally kept = due.tally();
        if (kept != null) {
            kept.request(latencyNanos, last);
        }
        due.ended();
    }

    private static void count(Tally tally, boolean granted) {
        if (granted) {
            tally.retried();
        } else {
            tally.retryDenied();
        }
    }

    private void turn() {
        Cohort ended = cohort;
        draining = ended;
        cohort = new Cohort(collecting);
        ended.over();
    }

    /** Collects what was due between start and stop: a sum of cohorts. Confined to the loop but for {@link #done()}. */
    public static final class Collector {

        private final Tally sum = new Tally();
        private final CompletableFuture<Tally> done = new CompletableFuture<>();
        private int awaited;
        private boolean stopped;

        /** Notes a cohort that is to be added. */
        void await() {
            awaited++;
        }

        /** Adds a cohort whose requests have all ended. */
        void add(Tally cohort) {
            sum.add(cohort);
            awaited--;
            completeIfDone();
        }

        /** Notes that no more cohorts will come. */
        void stop() {
            stopped = true;
            completeIfDone();
        }

        /** Completes with the sum when all cohorts have ended. Threadsafe. */
        public CompletableFuture<Tally> done() {
            return done;
        }

        private void completeIfDone() {
            if (stopped && awaited == 0) {
                done.complete(sum);
            }
        }
    }

    /**
     * The requests that were due between two moments, however late they end, so that what began under a fault is
     * counted there. Confined to the loop.
     */
    static final class Cohort {

        private final List<Collector> collectors;
        private final @Nullable Tally tally;
        private int open;
        private boolean over;

        /** @param collectors get its tally; without any nothing is recorded */
        Cohort(List<Collector> collectors) {
            this.collectors = List.copyOf(collectors);
            this.tally = collectors.isEmpty() ? null : new Tally();
            this.collectors.forEach(Collector::await);
        }

        /** Returns what is recorded of this cohort; null if nobody collects. */
        @Nullable
        Tally tally() {
            return tally;
        }

        /** Notes that a request has begun. */
        void began() {
            open++;
        }

        /** Notes that a request has ended, with all its attempts. */
        void ended() {
            open--;
            tellIfDone();
        }

        /** Notes that no more requests begin in this cohort. */
        void over() {
            over = true;
            tellIfDone();
        }

        private void tellIfDone() {
            if (over && open == 0 && tally != null) {
                collectors.forEach(collector -> collector.add(tally));
            }
        }
    }
}
