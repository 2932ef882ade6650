package dev.faultline.experiment.run;

import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.SlidingEvaluator;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is measured in one phase, or at one level of a sweep: the attempts of one or more spans of time, those of the
 * control slice meanwhile, and what thresholds say of them. A span holds what was due in it, however late that ends.
 * Confined to the thread of the experiment.
 */
final class Measurement {

    private final Source source;
    private final TimedTally baseline;
    private final ThresholdEvaluator evaluator;
    private final List<Span> spans = new ArrayList<>();
    private final List<ThresholdCheck> checked = new ArrayList<>();
    private ExpectedShare promise = ExpectedShare.UNKNOWN;

    /**
     * Where measurements come from.
     *
     * @param control the load of the control slice; null without one
     * @param promise what the split in force lets expect
     * @param timeout the longest that a request takes
     */
    record Source(
            ExperimentClock clock,
            LoadControl traffic,
            @Nullable LoadControl control,
            Supplier<ExpectedShare> promise,
            Duration timeout) {

        /** Begins one that asks whether all is healthy. At face value: it must be decided either way. */
        Measurement ofHealth(List<Threshold> gate) {
            return new Measurement(
                    this, gate, Threshold::judgeAtFaceValue, Reference.none().baseline());
        }

        /** Begins one that is compared with a baseline, and that may turn out to be too small to decide. */
        Measurement against(TimedTally baseline, List<Threshold> hypothesis) {
            return new Measurement(this, hypothesis, Threshold::judge, baseline);
        }
    }

    /**
     * What was measured.
     *
     * @param control empty without a control slice
     */
    record Result(double seconds, Tally tally, Tally control, List<ThresholdCheck> checks) {

        /** Returns what the checks come to together. */
        ThresholdCheck.Ruling ruling() {
            return Verdict.worst(checks);
        }

        /** Returns it as that of a phase. */
        ExperimentResult.Phase phase(State state, boolean sliced) {
            return new ExperimentResult.Phase(state, seconds, tally.packed(), sliced ? control.packed() : null, checks);
        }
    }

    private static final class Span {
        private final long start;
        private final ExpectedShare promise;
        private final LoadControl.Recording recording;
        private final LoadControl.@Nullable Recording slice;
        private double seconds;
        private CompletableFuture<Tally> tally = new CompletableFuture<>();
        private CompletableFuture<Tally> control = CompletableFuture.completedFuture(new Tally());

        Span(
                long start,
                ExpectedShare promise,
                LoadControl.Recording recording,
                LoadControl.@Nullable Recording slice) {
            this.start = start;
            this.promise = promise;
            this.recording = recording;
            this.slice = slice;
        }

        /** Does not wait for attempts that are still under way. */
        void close(long end) {
            seconds = (end - start) / 1e9;
            tally = recording.stop();
            if (slice != null) {
                control = slice.stop();
            }
        }
    }

    private Measurement(
            Source source, List<Threshold> thresholds, SlidingEvaluator.Evaluation evaluation, TimedTally baseline) {
        this.source = source;
        this.baseline = baseline;
        this.evaluator = new ThresholdEvaluator(thresholds, evaluation, () -> new Reference(baseline, promise));
    }

    /** Measures for so long, or until the experiment is aborted. */
    void observe(Duration duration) throws Step.Aborted {
        Span span = begin();
        try {
            source.clock().pass(duration, evaluator);
        } finally {
            span.close(source.clock().now());
        }
    }

    /** Measures for so long, even if the experiment is aborted meanwhile. */
    void observeUninterrupted(Duration duration) {
        Span span = begin();
        source.clock().passUninterrupted(duration, evaluator);
        span.close(source.clock().now());
    }

    private Span begin() {
        promise = source.promise().get();
        LoadControl control = source.control();
        Span span = new Span(
                source.clock().now(), promise, source.traffic().record(), control == null ? null : control.record());
        spans.add(span);
        return span;
    }

    /** Judges thresholds on the last span alone; what they find is part of the result. */
    List<ThresholdCheck> check(List<Threshold> thresholds) {
        Span last = spans.get(spans.size() - 1);
        TimedTally seen = new TimedTally(whole(last.tally), last.seconds);
        TimedTally control = new TimedTally(whole(last.control), last.seconds);
        Reference reference = new Reference(baseline, last.promise, control);
        List<ThresholdCheck> found = thresholds.stream()
                .map(threshold -> threshold.judge(seen, reference))
                .toList();
        checked.addAll(found);
        return found;
    }

    /** Returns whether {@link #check} has found what must not be. */
    boolean isRefuted() {
        return checked.stream().anyMatch(check -> check.ruling() == ThresholdCheck.Ruling.VIOLATED);
    }

    /** Returns whether nothing was measured yet. */
    boolean isEmpty() {
        return spans.isEmpty();
    }

    /**
     * Waits for the last attempts and judges all that was measured so far.
     *
     * @throws dev.faultline.platform.wire.ControlFailed if they do not end
     */
    Result judge() {
        Tally sum = new Tally();
        Tally control = new Tally();
        double seconds = 0;
        double injected = 0;
        for (Span span : spans) {
            Tally tally = whole(span.tally);
            sum.add(tally);
            control.add(whole(span.control));
            seconds += span.seconds;
            injected += span.promise.injected() * tally.sent();
        }
        ExpectedShare average = spans.size() == 1 ? promise : new ExpectedShare(injected / sum.sent());
        Reference reference = new Reference(baseline, average, new TimedTally(control, seconds));
        List<ThresholdCheck> checks = new ArrayList<>(evaluator.judge(new TimedTally(sum, seconds), reference));
        checks.addAll(checked);
        return new Result(seconds, sum, control, List.copyOf(checks));
    }

    private Tally whole(CompletableFuture<Tally> coming) {
        return Actuators.await(coming, source.timeout());
    }
}
