package dev.faultline.load.threshold;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Judges thresholds that must hold in every window of one length within a span of time. The window slides second by
 * second; the worst ruling is kept, with its reason and its time.
 *
 * <p>Each window is judged by its own 95 % interval, so that of windows that lie exactly at the limit one in forty is
 * wrongly found beyond it. If k windows fit into the span side by side, up to {@code 1 - 0.975^k} of such spans hold a
 * wrong violation; overlapping windows share most of their samples and add less. A figure farther from its limit than
 * its interval reaches is not affected. A longer window leaves less doubt.
 *
 * <p>Holds one sum and the seconds of one window, however long the span. Confined to one thread.
 */
public final class SlidingEvaluator {

    private static final long HALF_A_SECOND = 500_000_000;

    private final Duration over;
    private final List<Threshold> thresholds;
    private final Evaluation evaluation;
    private final Deque<Window> seconds = new ArrayDeque<>();
    private final Tally sum = new Tally();
    private final Map<Threshold, ThresholdCheck> worst = new LinkedHashMap<>();
    private long spanStart;
    private long cursor;
    private boolean judged;

    /** How a window is judged: {@link Threshold#judge} or {@link Threshold#judgeAtFaceValue}. */
    @FunctionalInterface
    public interface Evaluation {
        /** Returns what the figures say. */
        ThresholdCheck judge(Threshold threshold, TimedTally seen, Reference reference);
    }

    /** Judges thresholds that all have windows of this length. */
    public SlidingEvaluator(Duration over, List<Threshold> thresholds, Evaluation evaluation) {
        this.over = over;
        this.thresholds = List.copyOf(thresholds);
        this.evaluation = evaluation;
    }

    /** Begins a span; windows that began before it do not count. */
    public void begin(long start) {
        seconds.clear();
        sum.reset();
        spanStart = start;
        cursor = start - over.toNanos();
        judged = false;
    }

    /** Adds seconds, oldest first; those that were added before are ignored. */
    public void add(List<Window> ended, Reference reference) {
        for (Window second : ended) {
            if (second.endNanos() - cursor > 0) {
                cursor = second.endNanos();
                add(second);
                if (full() && seconds.getFirst().startNanos() - spanStart >= 0) {
                    judge(reference);
                }
            }
        }
    }

    /**
     * Ends the span. One as long as a window can't hold a whole window, since seconds do not begin with it: then what
     * ended in that time is judged, which may reach into the second before.
     */
    public void end(long now, Reference reference) {
        if (!judged && !seconds.isEmpty() && now - spanStart >= over.toNanos() - HALF_A_SECOND) {
            judge(reference);
        }
    }

    /** Returns the worst check of the threshold; undecided if no window was judged. */
    public ThresholdCheck worst(Threshold threshold) {
        ThresholdCheck found = worst.get(threshold);
        return found == null
                ? new ThresholdCheck(threshold, Ruling.UNDECIDED, null, null, threshold.text() + ": no data")
                : found;
    }

    private void add(Window second) {
        seconds.addLast(second);
        sum.add(second.tally());
        // Seconds end some milliseconds early or late.
        while (second.endNanos() - seconds.getFirst().endNanos() > over.toNanos() - HALF_A_SECOND) {
            sum.subtract(seconds.removeFirst().tally());
        }
    }

    private boolean full() {
        return length() >= over.toNanos() - HALF_A_SECOND;
    }

    private long length() {
        return seconds.getLast().endNanos() - seconds.getFirst().startNanos();
    }

    private void judge(Reference reference) {
        judged = true;
        TimedTally seen = new TimedTally(sum, length() / 1e9);
        String when = String.format(
                Locale.ROOT,
                " (in the %.0f s up to second %.0f)",
                length() / 1e9,
                (seconds.getLast().endNanos() - spanStart) / 1e9);
        for (Threshold threshold : thresholds) {
            ThresholdCheck check = evaluation.judge(threshold, seen, reference);
            ThresholdCheck dated = new ThresholdCheck(
                    threshold, check.ruling(), check.measured(), check.limit(), check.because() + when);
            worst.merge(threshold, dated, (before, now) -> badness(now) > badness(before) ? now : before);
        }
    }

    private static int badness(ThresholdCheck check) {
        return switch (check.ruling()) {
            case NOT_APPLICABLE -> 0;
            case MET -> 1;
            case UNDECIDED -> 2;
            case VIOLATED -> 3;
        };
    }
}
