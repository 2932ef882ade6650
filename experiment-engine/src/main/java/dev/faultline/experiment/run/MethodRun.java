package dev.faultline.experiment.run;

import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Method;
import dev.faultline.experiment.model.Sweep;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.CheckStep;
import dev.faultline.experiment.step.Condition;
import dev.faultline.experiment.step.HoldStep;
import dev.faultline.experiment.step.HttpStep;
import dev.faultline.experiment.step.LoadStep;
import dev.faultline.experiment.step.SplitStep;
import dev.faultline.experiment.step.Step;
import dev.faultline.experiment.step.Undo;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.experiment.verdict.EndReason;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.SplitEffect;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import dev.faultline.platform.wire.ControlFailed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does the method of one experiment, once or for each level of its sweep. Confined to the thread of the experiment. */
final class MethodRun implements Step.Stage {

    /** How long is waited for what does not answer, or not as wanted. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long one look at what is in force may take. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);

    private final Experiment experiment;
    private final Actuators actuators;
    private final TimelineRecorder recorder;
    private final Measurement.Source source;
    private final TimedTally baseline;
    private final BiConsumer<String, Undo> undos;
    private final ConditionWatch watch;
    private final @Nullable SweepRunner sweep;
    private Measurement measurement;
    private Duration remaining = Duration.ZERO;
    private Duration settle = Duration.ZERO;
    private double seconds;
    private final Tally sum = new Tally();
    private final Tally control = new Tally();
    private List<ThresholdCheck> checks = List.of();
    private @Nullable Double level;
    private volatile @Nullable String written;

    /** When the way of the traffic was changed last; null once it was seen that it takes effect. */
    private @Nullable Long rerouted;

    private boolean splitWasSet;

    /**
     * Prepares to do it.
     *
     * @param baseline what was measured before
     * @param undos writes down how to undo what is about to be done; see {@link Step.Stage#undo}
     * @param watch is told what the steps put in force
     */
    MethodRun(
            Experiment experiment,
            Actuators actuators,
            TimelineRecorder recorder,
            Measurement.Source source,
            TimedTally baseline,
            BiConsumer<String, Undo> undos,
            ConditionWatch watch) {
        this.experiment = experiment;
        this.actuators = actuators;
        this.recorder = recorder;
        this.source = source;
        this.baseline = baseline;
        this.undos = undos;
        this.watch = watch;
        this.rerouted = source.clock().now();
        Sweep wanted = experiment.method().sweep();
        this.sweep = wanted == null ? null : new SweepRunner(wanted, value -> level(wanted, value));
        this.measurement = measurement();
    }

    /** Does all of it, and ends it when a guard is violated. */
    void run() throws Step.Aborted {
        source.clock().guard(guards());
        try {
            if (sweep == null) {
                perform(experiment.method().steps());
            } else {
                sweep.run();
            }
        } finally {
            source.clock().guard(ExperimentClock.WindowListener.NONE);
        }
    }

    private ExperimentClock.WindowListener guards() {
        ThresholdEvaluator guards = new ThresholdEvaluator(
                experiment.safety().guard(), Threshold::judge, () -> new Reference(baseline, actuators.promise()));
        return new ExperimentClock.WindowListener() {
            @Override
            public void begin(long now) {
                guards.begin(now);
            }

            @Override
            public void seconds(List<Window> ended) {
                guards.seconds(ended);
                guards.found().stream()
                        .filter(check -> check.ruling() == ThresholdCheck.Ruling.VIOLATED)
                        .findFirst()
                        .ifPresent(check -> source.clock().abort(new EndReason.GuardViolated(check)));
            }
        };
    }

    /** Returns what was measured while it went on, if anything was held; judges it first. */
    Optional<ExperimentResult.Phase> phase() {
        if (sweep == null && !measurement.isEmpty()) {
            Measurement.Result measured = measurement.judge();
            add(measured);
            checks = measured.checks();
        }
        return seconds == 0
                ? Optional.empty()
                : Optional.of(new Measurement.Result(seconds, sum, control, checks)
                        .phase(State.INJECT, experiment.load().control() != null));
    }

    /** Returns what that comes to; after {@link #phase()}. */
    Verdict.Finding finding() {
        return sweep == null ? () -> Verdict.on(checks) : sweep.curve();
    }

    /** Returns the level of the sweep that is in force, as it is written; null if there is none. Threadsafe. */
    @Nullable
    String level() {
        return written;
    }

    /** Returns what the sweep has found; null without one. */
    @Nullable
    Curve curve() {
        return sweep == null ? null : sweep.curve();
    }

    /** Does the method at that level, and again while what was measured at it can't decide. */
    private Curve.Level level(Sweep wanted, double value) throws Step.Aborted {
        List<Step> steps = wanted.template().at(value);
        level = value;
        written = wanted.range().written(value);
        measurement = measurement();
        settle = wanted.settle();
        perform(steps);
        Measurement.Result measured = measurement.judge();
        for (int i = 1; i < wanted.looks() && measured.ruling() == ThresholdCheck.Ruling.UNDECIDED; i++) {
            perform(steps);
            measured = measurement.judge();
        }
        add(measured);
        return new Curve.Level(
                value, measured.ruling(), measured.seconds(), measured.tally().packed(), measured.checks());
    }

    private void add(Measurement.Result measured) {
        seconds += measured.seconds();
        sum.add(measured.tally());
        control.add(measured.control());
    }

    private void perform(List<Step> steps) throws Step.Aborted {
        for (int i = 0; i < steps.size() && !measurement.isRefuted(); i++) {
            source.clock().throwIfAborted();
            remaining = remaining(steps.subList(i, steps.size()));
            Step step = steps.get(i);
            recorder.run(i, level, () -> run(step));
        }
    }

    private void run(Step step) throws Step.Aborted {
        boolean acts = !(step instanceof HoldStep || step instanceof CheckStep);
        watch.acting(acts);
        try {
            step.run(this);
        } finally {
            watch.acting(false);
        }
        if (step instanceof SplitStep || step instanceof LoadStep || step instanceof HttpStep) {
            splitWasSet |= step instanceof SplitStep;
            rerouted = source.clock().now();
        }
    }

    private Duration remaining(List<Step> rest) {
        SplitControl split = actuators.split();
        long holds = split == null || split.isInEffectAtOnce()
                ? 0
                : rest.stream().filter(HoldStep.class::isInstance).count();
        long splits = holds == 0
                ? 0
                : rest.stream().filter(SplitStep.class::isInstance).count();
        return Method.planned(rest)
                .plus(settle)
                .plus(SplitEffect.WITHIN.multipliedBy(holds))
                .plus(Actuators.SILENCE.multipliedBy(splits));
    }

    private Measurement measurement() {
        return source.against(baseline, experiment.hypothesis().thresholds());
    }

    @Override
    public Actuators actuators() {
        return actuators;
    }

    @Override
    public void undo(String key, Undo undo) {
        undos.accept(key, undo);
    }

    @Override
    public void inForce(Condition condition) {
        watch.expect(condition);
    }

    @Override
    public void takeAsItIs() {
        watch.takeAsItIs();
    }

    @Override
    public void awaitSilence() throws Step.Aborted {
        CompletableFuture<LoadControl.Pause> pause = actuators.silence();
        // What is not sent is no fault of what is tried.
        source.clock().guard(ExperimentClock.WindowListener.NONE);
        try {
            while (!pause.isDone()) {
                source.clock().pass(BETWEEN_QUESTIONS, ExperimentClock.WindowListener.NONE);
            }
            recorder.note(pause.exceptionally(failure -> LoadControl.Pause.NONE)
                    .join()
                    .sentence());
        } finally {
            pause.cancel(false);
            source.clock().guard(guards());
        }
    }

    @Override
    public <T> T eventually(Supplier<T> question, Predicate<T> wanted) throws Step.Aborted {
        long latest = source.clock().now() + PATIENCE.toNanos();
        while (true) {
            boolean last = source.clock().now() - latest >= 0;
            try {
                T answer = question.get();
                if (last || wanted.test(answer)) {
                    return answer;
                }
            } catch (ControlFailed e) {
                if (last || e.refused()) {
                    throw e;
                }
            }
            source.clock().pass(BETWEEN_QUESTIONS, ExperimentClock.WindowListener.NONE);
        }
    }

    @Override
    public void observe(Duration duration) throws Step.Aborted {
        Duration unjudged = settle;
        settle = Duration.ZERO;
        if (!unjudged.isZero()) {
            source.clock().pass(unjudged, ExperimentClock.WindowListener.NONE);
        }
        seeTheSplitInEffect();
        long begun = source.clock().now();
        measurement.observe(duration);
        seeThatAllStayed();
        seeTheSplitStillInEffect(begun);
    }

    /** Weights that nobody touched may still be without effect, such as behind another route that came between. */
    private void seeTheSplitStillInEffect(long begun) throws Step.Aborted {
        SplitControl split = actuators.split();
        double expected = actuators.promise().injected();
        if (split == null || split.isInEffectAtOnce() || Double.isNaN(expected)) {
            return;
        }
        SplitEffect seen = SplitEffect.lately(
                source.clock().secondsSince(begun), source.traffic().inFlight(), expected);
        if (seen.isOneSided()) {
            notInEffect("at the end of the hold " + seen.sentence(split.injector()));
        }
    }

    /** Nothing counts before the traffic goes where the weights say. */
    private void seeTheSplitInEffect() throws Step.Aborted {
        Long since = rerouted;
        SplitControl split = actuators.split();
        rerouted = null;
        if (since == null || split == null) {
            return;
        }
        double expected = actuators.promise().injected();
        if (Double.isNaN(expected)) {
            if (splitWasSet) {
                seeThatItIsCovered(split);
            }
            return;
        }
        if (split.isInEffectAtOnce() || (expected == 0 && !splitWasSet)) {
            return;
        }
        long latest = source.clock().now() + SplitEffect.WITHIN.toNanos();
        while (SplitEffect.judge(
                        source.clock().secondsSince(since), source.traffic().inFlight(), expected)
                != ThresholdCheck.Ruling.MET) {
            if (source.clock().now() - latest >= 0) {
                SplitEffect seen = SplitEffect.together(
                        source.clock().secondsSince(since), source.traffic().inFlight(), expected);
                if (!seen.agrees()) {
                    notInEffect(seen.sentence(split.injector()));
                }
                return;
            }
            source.clock().pass(BETWEEN_QUESTIONS, ExperimentClock.WindowListener.NONE);
        }
    }

    private void seeThatItIsCovered(SplitControl split) throws Step.Aborted {
        Target covered = split.target().orElse(null);
        LoadPlan plan = source.traffic().plan();
        if (covered != null && plan != null) {
            notInEffect("the load goes to " + plan.target() + ", and the split is that of " + covered);
        }
    }

    private void notInEffect(String seen) throws Step.Aborted {
        source.clock()
                .abort(new EndReason.SplitNotInEffect(
                        seen, actuators.diagnosis().find().orElse(null)));
        source.clock().throwIfAborted();
    }

    /** What was held counts only if all that it rests on was there to its end. */
    private void seeThatAllStayed() throws Step.Aborted {
        long latest = source.clock().now() + PATIENCE.toNanos();
        List<String> unknown = watch.lookAgain(LOOK);
        source.clock().throwIfAborted();
        while (!unknown.isEmpty()) {
            if (source.clock().now() - latest >= 0) {
                source.clock().abort(new EndReason.ConditionsUnknown(String.join("; ", unknown)));
            }
            source.clock().pass(BETWEEN_QUESTIONS, ExperimentClock.WindowListener.NONE);
            unknown = watch.lookAgain(LOOK);
            source.clock().throwIfAborted();
        }
    }

    @Override
    public void check(List<Threshold> thresholds) {
        recorder.found(measurement.check(thresholds));
    }

    @Override
    public Duration remaining() {
        return remaining.plus(experiment.safety().verify().within());
    }
}
