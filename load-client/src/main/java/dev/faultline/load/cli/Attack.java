package dev.faultline.load.cli;

import dev.faultline.load.experiment.Traffic;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.report.AttackReport;
import dev.faultline.load.report.Summary;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.slo.Reference;
import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One load without an experiment, from the warm-up to the last answer. For one thread, which is no event loop. */
final class Attack {

    private static final Duration POLL = Duration.ofMillis(50);

    /** Beyond an attempt's own time-out, for a machine that is busy. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** Whoever pressed Ctrl-C does not wait for ten minutes, and a cluster kills after half of one. */
    private static final Duration MARGIN_WHEN_STOPPED = Duration.ofSeconds(15);

    static final String STOPPED = "stopped by a signal";
    /** As of a process that a pipe's end kills. */
    static final String UNREAD = "stopped since nobody reads what it prints";

    private static final String INCOMPLETE = "the last requests did not end in time; these figures are without them";

    private final Order order;
    private final World world;
    private final Exports exports;
    private final AttackTable table;
    private final Tally passed = new Tally();
    private volatile long began;
    private long lastSecond;
    private boolean changed;

    /**
     * What an attack needs.
     *
     * @param promise what the split in force lets expect
     */
    record World(Traffic traffic, Windows windows, Supplier<Promise> promise, Interruption interruption) {}

    Attack(Order order, World world, Exports exports, AttackTable table) {
        this.order = order;
        this.world = world;
        this.exports = exports;
        this.table = table;
    }

    /**
     * Sends the load and returns the report; nothing if it was stopped before anything was counted.
     *
     * @throws dev.faultline.wire.InvalidValue if the plan goes beyond what this process may do
     */
    Optional<AttackReport> conduct() throws InterruptedException {
        check();
        table.head(order);
        if (!order.warmup().isZero() && !warmUp()) {
            return Optional.empty();
        }
        boolean warm = !order.warmup().isZero();
        began = System.nanoTime();
        Runnable unlisten = world.windows().listen(window -> second(window, warm));
        Traffic.Recording recording = await(world.traffic().startRecorded(order.plan()), MARGIN);
        Instant started = Instant.now();
        began = System.nanoTime();
        table.began(began);
        boolean stopped = !load();
        double seconds = seconds(stopped);
        CompletableFuture<Tally> coming = recording.stop();
        @Nullable Tally tally = drain(coming, stopped);
        if (exports.wantsSeconds()) {
            awaitLastSecond();
        }
        unlisten.run();
        String aborted = stopped ? reason() : null;
        return Optional.of(
                tally == null
                        ? report(started, INCOMPLETE, snapshot(), seconds)
                        : report(started, aborted, tally, seconds));
    }

    private void check() {
        try {
            world.traffic().check(order.plan());
        } catch (InvalidValue e) {
            throw new InvalidValue(option(e.field()), e.rule(), e.value(), e);
        }
    }

    /** What lies deeper is of a plan's file. */
    private static String option(String field) {
        return field.contains("[") || field.contains(".") ? field : "--" + field;
    }

    private boolean warmUp() throws InterruptedException {
        await(world.traffic().start(order.warmupPlan()), MARGIN);
        table.began(System.nanoTime());
        long end = System.nanoTime() + order.warmup().toNanos();
        while (!isToEnd()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            table.tick("warmup", Duration.ZERO);
            world.interruption().pause(Duration.ofNanos(Math.min(left, POLL.toNanos())));
        }
        await(world.traffic().stop(), MARGIN);
        return false;
    }

    /** Returns whether the load came to its end; false if it was stopped before. */
    private boolean load() throws InterruptedException {
        while (true) {
            LoadPlan plan = world.traffic().plan();
            if (plan == null) {
                return true;
            }
            changed |= !plan.equals(order.plan());
            if (isToEnd()) {
                await(world.traffic().stop(), MARGIN);
                return false;
            }
            Duration passed = Duration.ofNanos(System.nanoTime() - began);
            table.tick("load", passed);
            long left = order.length().orElse(Duration.ofDays(1)).minus(passed).toNanos();
            // Just before its end the load is looked at more often, so that the end is not overslept.
            long wait = Math.max(TimeUnit.MILLISECONDS.toNanos(2), Math.min(left, POLL.toNanos()));
            world.interruption().pause(Duration.ofNanos(wait));
        }
    }

    private boolean isToEnd() {
        return world.interruption().isRaised() || table.isUnread();
    }

    /** Returns why it did not get to its end; null if a signal is the end of a load that has no other. */
    private @Nullable String reason() {
        if (table.isUnread()) {
            return UNREAD;
        }
        return order.length().isPresent() ? STOPPED : null;
    }

    /** Returns what the figures rest on: what was asked for if that is what was done, else the time that passed. */
    private double seconds(boolean stopped) {
        Optional<Duration> length = order.length().filter(asked -> !stopped && !changed);
        return length.map(Duration::toNanos).orElse(System.nanoTime() - began) / 1e9;
    }

    /** Returns what became of all that was due; null if that is not known in time. */
    private @Nullable Tally drain(CompletableFuture<Tally> coming, boolean stopped) throws InterruptedException {
        Duration atMost = order.plan().longestRequest().plus(MARGIN);
        if (stopped && atMost.compareTo(MARGIN_WHEN_STOPPED) > 0) {
            atMost = MARGIN_WHEN_STOPPED;
        }
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                return coming.get(POLL.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                table.tick("ending", Duration.ofNanos(System.nanoTime() - began));
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            }
        }
        return null;
    }

    private AttackReport report(Instant started, @Nullable String aborted, Tally tally, double seconds) {
        Reference reference = Reference.to(world.promise().get());
        Observation seen = new Observation(tally, seconds);
        List<Check> checks = order.thresholds().stream()
                .map(threshold -> threshold.judge(seen, reference))
                .toList();
        long now = System.nanoTime();
        exports.whole(new Window(started, now - (long) (seconds * 1e9), now, tally));
        Summary figures = Summary.of(tally, seconds);
        return new AttackReport(order.plan(), started, aborted, figures, checks.isEmpty() ? null : checks);
    }

    private synchronized void second(Window window, boolean warm) {
        lastSecond = window.endNanos();
        // Before a load without a warm-up nothing was sent; of one with, the second that it ends in is of neither.
        if (!warm || window.startNanos() - began >= 0) {
            exports.second(window);
            passed.add(window.tally());
        }
    }

    private synchronized Tally snapshot() {
        return passed.copy();
    }

    private synchronized boolean hasSecondAfter(long moment) {
        return lastSecond - moment >= 0;
    }

    /** The second in which the last request ended is in the books only when it is over. */
    private void awaitLastSecond() throws InterruptedException {
        long end = System.nanoTime();
        while (!hasSecondAfter(end) && System.nanoTime() - end < MARGIN.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static <T> T await(CompletableFuture<T> coming, Duration atMost) throws InterruptedException {
        try {
            return coming.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the load does not answer: " + e, e);
        }
    }
}
