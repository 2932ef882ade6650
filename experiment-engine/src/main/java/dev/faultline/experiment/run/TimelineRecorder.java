package dev.faultline.experiment.run;

import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes down when what happened in an experiment: the states that it enters, what becomes of each step, and how the load
 * goes, second by second. All of it is of a bounded size. Confined to the thread of the experiment.
 */
final class TimelineRecorder {

    /** A pixel or two each on a wide screen; when there are more, every two neighbours become one. */
    static final int MOST_POINTS = 1_200;

    /** A sweep may do a hundred thousand steps, and where it ended is what matters: the oldest are left out. */
    static final int MOST_STEPS = 1_000;

    /** What lasts no longer, in seconds, is no point of its own. */
    private static final double SLIVER = 0.25;

    private final LongSupplier nanoTime;
    private final Instant since;
    private final long start;

    private final List<Entered> entered = new ArrayList<>();

    private final Deque<Timeline.StepResult> steps = new ArrayDeque<>();
    private List<ThresholdCheck> found = List.of();
    private @Nullable String note;
    private int stepsLeftOut;
    private final List<Timeline.Change> changes = new CopyOnWriteArrayList<>();

    private final Deque<Window> parts = new ArrayDeque<>();
    private long cursor;
    private List<Timeline.Point> points = new ArrayList<>();
    private int merged = 1;
    private int last;
    private Timeline.@Nullable Point sliver;

    private record Entered(State state, long nanos) {}

    /** Does a step. */
    @FunctionalInterface
    interface Deed {
        /** As {@link Step#run}. */
        void run() throws Step.Aborted;
    }

    /**
     * Begins to count now.
     *
     * @param since what the clock on the wall says
     */
    TimelineRecorder(LongSupplier nanoTime, Instant since) {
        this.nanoTime = nanoTime;
        this.since = since;
        this.start = nanoTime.getAsLong();
        this.cursor = start;
    }

    /** Returns the time as results tell it, in seconds from {@link Timeline#since()}. */
    double seconds() {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    /** The experiment enters that state now. */
    void enter(State state) {
        entered.add(new Entered(state, nanoTime.getAsLong()));
    }

    /** Does the step of that number and writes down what became of it, whatever that is. */
    void run(int index, @Nullable Double level, Deed step) throws Step.Aborted {
        found = List.of();
        note = null;
        double from = seconds();
        Timeline.StepResult.End end = Timeline.StepResult.End.FAILED;
        String reason = "it broke";
        try {
            step.run();
            end = found.isEmpty() ? Timeline.StepResult.End.DONE : Timeline.StepResult.End.of(Verdict.worst(found));
            reason = found.isEmpty()
                    ? note
                    : found.stream().map(ThresholdCheck::because).collect(Collectors.joining("; "));
        } catch (Step.Aborted e) {
            end = Timeline.StepResult.End.CUT_SHORT;
            reason = e.getMessage();
            throw e;
        } catch (ControlFailed | InvalidValue e) {
            reason = String.valueOf(e.getMessage());
            throw e;
        } finally {
            if (steps.size() == MOST_STEPS) {
                steps.removeFirst();
                stepsLeftOut++;
            }
            steps.addLast(new Timeline.StepResult(index, level, from, seconds(), end, reason));
        }
    }

    /** There is something to tell of the step that is under way. */
    void note(String sentence) {
        note = sentence;
    }

    /** Writes down what another hand has done just now. Threadsafe. */
    void changed(String what) {
        changes.add(new Timeline.Change(seconds(), what));
    }

    /** The step that is under way has judged these. */
    void found(List<ThresholdCheck> checks) {
        found = List.copyOf(checks);
    }

    /**
     * Adds a part of the second that is under way, such as the one in which the experiment goes from one state to the next;
     * it is told when the rest of that second is known.
     */
    void cut(Window part) {
        parts.add(part);
    }

    /**
     * Adds seconds, oldest first; those that were added before, or began before the start, are passed over. They are
     * collected some time after they have ended, so that where the experiment is by then says nothing of them: each, or
     * each of its parts, belongs to where the experiment was half way through it.
     */
    void add(List<Window> ended) {
        for (Window second : ended) {
            if (second.endNanos() - cursor > 0) {
                cursor = second.endNanos();
                tell(second);
            }
        }
    }

    /** Tells what is known of the second that is under way, and returns all there is; nothing comes after that. */
    Timeline end() {
        parts.forEach(this::add);
        parts.clear();
        if (sliver != null) {
            fold(sliver);
            sliver = null;
        }
        return new Timeline(since, states(), List.copyOf(steps), stepsLeftOut, changes, points);
    }

    private List<Timeline.StateInterval> states() {
        List<Timeline.StateInterval> states = new ArrayList<>();
        for (int i = 0; i < entered.size(); i++) {
            Entered each = entered.get(i);
            long left = i + 1 < entered.size() ? entered.get(i + 1).nanos() : nanoTime.getAsLong();
            states.add(new Timeline.StateInterval(
                    each.state(), Math.max(0, each.nanos() - start) / 1e9, Math.max(0, left - start) / 1e9));
        }
        return states;
    }

    /** Returns where it was at that time; before the first state that is known, that one. */
    private State at(long nanos) {
        State found = entered.get(0).state();
        for (Entered each : entered) {
            found = nanos - each.nanos() >= 0 ? each.state() : found;
        }
        return found;
    }

    private void tell(Window second) {
        Tally rest = parts.isEmpty() ? second.tally() : second.tally().copy();
        long from = second.startNanos();
        while (!parts.isEmpty() && parts.getFirst().endNanos() - second.endNanos() <= 0) {
            Window part = parts.removeFirst();
            add(part);
            rest.subtract(part.tally());
            from = part.endNanos();
        }
        add(new Window(second.began(), from, second.endNanos(), rest));
    }

    private void add(Window piece) {
        if (piece.startNanos() - start >= 0 && piece.endNanos() - piece.startNanos() > 0) {
            add(point(piece));
        }
    }

    /** A piece that is short holds too little for a rate: it goes with those beside it, best with those of its state. */
    private void add(Timeline.Point next) {
        Timeline.Point whole = next;
        if (sliver != null && sliver.state() == next.state()) {
            whole = join(sliver, next);
        } else if (sliver != null) {
            fold(sliver);
        }
        sliver = null;
        if (whole.seconds() >= SLIVER) {
            append(whole);
        } else if (!points.isEmpty() && points.get(points.size() - 1).state() == whole.state()) {
            fold(whole);
        } else {
            sliver = whole;
        }
    }

    private void fold(Timeline.Point piece) {
        if (points.isEmpty()) {
            points.add(piece);
        } else {
            points.set(points.size() - 1, join(points.get(points.size() - 1), piece));
        }
    }

    private void append(Timeline.Point next) {
        boolean joins =
                last > 0 && last < merged && points.get(points.size() - 1).state() == next.state();
        if (joins) {
            fold(next);
            last++;
            return;
        }
        if (points.size() == MOST_POINTS) {
            halve();
        }
        points.add(next);
        last = 1;
    }

    private void halve() {
        List<Timeline.Point> halved = new ArrayList<>();
        for (Timeline.Point point : points) {
            Timeline.Point before = halved.isEmpty() ? null : halved.get(halved.size() - 1);
            if (before != null
                    && before.state() == point.state()
                    && before.seconds() + point.seconds() <= merged * 2 + 0.5) {
                halved.set(halved.size() - 1, join(before, point));
            } else {
                halved.add(point);
            }
        }
        points = halved;
        merged *= 2;
    }

    private Timeline.Point point(Window piece) {
        Tally.ScopeStats sent = piece.tally().select(Scope.ATTEMPTS);
        Latencies.Figures latency = sent.latency().figures();
        long samples = sent.samples();
        return new Timeline.Point(
                (piece.endNanos() - start) / 1e9,
                piece.seconds(),
                at(piece.middleNanos()),
                samples / piece.seconds(),
                samples == 0 ? null : (double) sent.succeeded() / samples,
                latency.p50(),
                latency.p95(),
                latency.p99());
    }

    /** Times of two points have no common percentile; the higher one hides nothing. The longer one says where it was. */
    private static Timeline.Point join(Timeline.Point first, Timeline.Point second) {
        double seconds = first.seconds() + second.seconds();
        double before = first.rate() * first.seconds();
        double after = second.rate() * second.seconds();
        Double succeeded = first.successRate() == null
                ? second.successRate()
                : second.successRate() == null
                        ? first.successRate()
                        : Double.valueOf(
                                (first.successRate() * before + second.successRate() * after) / (before + after));
        return new Timeline.Point(
                second.at(),
                seconds,
                first.seconds() > second.seconds() ? first.state() : second.state(),
                (before + after) / seconds,
                succeeded,
                longer(first.p50(), second.p50()),
                longer(first.p95(), second.p95()),
                longer(first.p99(), second.p99()));
    }

    private static @Nullable Double longer(@Nullable Double first, @Nullable Double second) {
        return first == null || (second != null && second > first) ? second : first;
    }
}
