package dev.faultline.client.cli;

import dev.faultline.client.text.AttackReport;
import dev.faultline.experiment.report.Summary;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Stage;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.Metric.Unit;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One load without an experiment, from the warm-up to the last answer. For one thread, which is no event loop. */
final class Attack {

    private static final Duration POLL = Duration.ofMillis(50);

    /** Beyond an attempt's own time-out, for a machine that is busy. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** Whoever pressed Ctrl-C does not wait for ten minutes, and a cluster kills after half of one. */
    private static final Duration MARGIN_WHEN_STOPPED = Duration.ofSeconds(15);

    /** How long a load runs before a threshold may end it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    static final String STOPPED = "stopped by a signal";
    /** As of a process that a pipe's end kills. */
    static final String UNREAD = "stopped since nobody reads what it prints";

    private static final String INCOMPLETE = "the last requests did not end in time; these figures are without them";

    private final Order order;
    private final World world;
    private final Exports exports;
    private final AttackTable table;
    private final Tally passed = new Tally();
    /** The thresholds that ended the load, as they were then. */
    private final Map<Threshold, ThresholdCheck> ending = new LinkedHashMap<>();

    private volatile long began;
    private long lastSecond;
    private long judgedSecond;
    private boolean changed;

    /**
     * What an attack needs.
     *
     * @param promise what the split in force lets expect
     */
    record World(LoadControl traffic, WindowHistory windows, Supplier<ExpectedShare> promise, Shutdown interruption) {}

    Attack(Order order, World world, Exports exports, AttackTable table) {
        this.order = order;
        this.world = world;
        this.exports = exports;
        this.table = table;
    }

    /**
     * Sends the load and returns the report; nothing if it was stopped before anything was counted.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if the plan goes beyond what this process may do
     */
    Optional<AttackReport> conduct() throws InterruptedException {
        check();
        order.checkStart(Instant.now());
        table.head(order);
        if (!order.warmup().isZero() && !warmUp()) {
            return Optional.empty();
        }
        boolean warm = !order.warmup().isZero();
        began = System.nanoTime();
        Runnable unlisten = world.windows().listen(window -> second(window, warm));
        Instant startAt = order.startAt();
        LoadControl.Recording recording = startAt == null
                ? await(world.traffic().startRecorded(order.plan()), MARGIN)
                : await(
                        world.traffic().startRecorded(order.plan(), startAt),
                        untilStart(startAt).plus(MARGIN));
        Instant started = startAt == null ? Instant.now() : startAt;
        began = System.nanoTime() + (startAt == null ? 0 : untilStart(startAt).toNanos());
        table.began(began);
        boolean stopped = !load() && ending.isEmpty();
        double seconds = seconds(stopped || !ending.isEmpty());
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

    /** Returns how long it is to that moment; below zero if it has passed. */
    private static Duration untilStart(Instant startAt) {
        return Duration.between(Instant.now(), startAt);
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

    /** Returns whether the load came to its end; false if it was ended before. */
    private boolean load() throws InterruptedException {
        while (true) {
            LoadPlan plan = world.traffic().plan();
            if (plan == null) {
                return true;
            }
            changed |= !plan.equals(order.plan());
            if (fails() || isToEnd()) {
                await(world.traffic().stop(), MARGIN);
                return false;
            }
            Duration passed = Duration.ofNanos(System.nanoTime() - began);
            table.tick(passed.isNegative() ? "waiting" : "load", passed);
            long left = order.length().orElse(Duration.ofDays(1)).minus(passed).toNanos();
            // Just before its end the load is looked at more often, so that the end is not overslept.
            long wait = Math.max(TimeUnit.MILLISECONDS.toNanos(2), Math.min(left, POLL.toNanos()));
            world.interruption().pause(Duration.ofNanos(wait));
        }
    }

    /**
     * Returns whether it is to end since a threshold is violated by all that was counted so far. Each second is looked at
     * once, and none before some have passed: what is slow at first is a JVM.
     */
    private boolean fails() {
        if (!order.abortOnFail()) {
            return false;
        }
        Tally sofar;
        synchronized (this) {
            if (judgedSecond == lastSecond || lastSecond - began < GRACE.toNanos()) {
                return false;
            }
            judgedSecond = lastSecond;
            sofar = passed.copy();
        }
        TimedTally seen = new TimedTally(sofar, (judgedSecond - began) / 1e9);
        Reference reference = Reference.to(world.promise().get());
        order.thresholds().stream()
                // How many there are grows, and how fast they come may too: too few so far says nothing.
                .filter(threshold -> !Set.of(Unit.COUNT, Unit.RATE)
                        .contains(threshold.metric().unit()))
                .map(threshold -> threshold.judge(seen, reference))
                .filter(check -> check.ruling() == ThresholdCheck.Ruling.VIOLATED)
                .forEach(check -> ending.put(check.threshold(), check));
        return !ending.isEmpty();
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
        TimedTally seen = new TimedTally(tally, seconds);
        List<ThresholdCheck> checks = order.thresholds().stream()
                .map(threshold -> decided(threshold.judge(seen, reference)))
                .toList();
        long now = System.nanoTime();
        exports.whole(new Window(started, now - (long) (seconds * 1e9), now, tally));
        Summary figures = Summary.of(tally, seconds);
        String failed = ending.isEmpty()
                ? null
                : String.format(
                        Locale.ROOT,
                        "after %.0f s, since a threshold was violated: %s",
                        seconds,
                        ending.keySet().stream().map(Threshold::text).collect(Collectors.joining(", ")));
        return new AttackReport(
                order.plan(),
                started,
                order.shard().equals(Shard.WHOLE) ? null : order.shard(),
                aborted,
                failed,
                figures,
                checks.isEmpty() ? null : checks,
                tally.document());
    }

    /** What ended the load stays violated: the answers that came after its end are few, but may leave it open. */
    private ThresholdCheck decided(ThresholdCheck whole) {
        ThresholdCheck then = ending.get(whole.threshold());
        return then == null || whole.ruling() == ThresholdCheck.Ruling.VIOLATED ? whole : then;
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

    /**
     * What an attack is asked to do.
     *
     * @param warmup load that is not counted, zero for none
     * @param thresholds what must hold of all that is counted
     * @param abortOnFail whether the load ends as soon as one of them is violated
     * @param lineEvery how often a line tells how it goes
     * @param shard which part of the load this process sends
     * @param startAt when the counted load begins; null for as soon as may be
     */
    record Order(
            LoadPlan plan,
            Duration warmup,
            List<Threshold> thresholds,
            boolean abortOnFail,
            Duration lineEvery,
            Shard shard,
            @Nullable Instant startAt) {

        private static final Duration LONGEST_WAIT = Duration.ofDays(1);
        private static final Duration LONGEST_LINE = Duration.ofMinutes(10);

        /** Checks the bounds. */
        Order {
            Require.between("--warmup", warmup, Duration.ZERO, Duration.ofHours(24));
            Require.between("--log-interval", lineEvery, Duration.ofSeconds(1), LONGEST_LINE);
            thresholds = List.copyOf(thresholds);
        }

        /**
         * Throws if the beginning that is asked for is too far from now.
         *
         * @throws InvalidValue unless it lies within the next day, or back by less than the load lasts
         */
        void checkStart(Instant now) {
            if (startAt != null) {
                Instant earliest = now.minus(length().orElse(LONGEST_WAIT));
                Require.that(
                        startAt.isAfter(earliest) && startAt.isBefore(now.plus(LONGEST_WAIT)),
                        "--start-at",
                        "must lie within the next day, or back by less than the load lasts; now it is " + now,
                        startAt);
            }
        }

        /** Returns how long the counted load lasts; nothing if it goes on until it is stopped. */
        Optional<Duration> length() {
            List<Stage> stages = plan.demand().stages();
            Optional<Duration> asked = Optional.ofNullable(plan.duration());
            if (stages == null) {
                return asked;
            }
            Duration all = stages.stream().map(Stage::duration).reduce(Duration.ZERO, Duration::plus);
            return Optional.of(asked.filter(length -> length.compareTo(all) < 0).orElse(all));
        }

        /** Returns the load of the warm-up: the same, for as long as it is let, at the rate that a stage begins with. */
        LoadPlan warmupPlan() {
            Demand demand = plan.demand();
            if (demand.stages() != null) {
                double first = demand.profile(Long.MAX_VALUE).rateAt(0);
                Require.that(first > 0, "--warmup", "must not be given with stages that begin at a rate of 0", warmup);
                demand = new Demand(first, demand.arrival(), null, null);
            }
            return new LoadPlan(
                    plan.target(),
                    demand,
                    null,
                    plan.seed(),
                    plan.requests(),
                    plan.transport(),
                    plan.retries(),
                    plan.feed());
        }
    }
}
