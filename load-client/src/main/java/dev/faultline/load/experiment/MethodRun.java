package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.slo.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does the method of one experiment, once or for each level of its sweep. Confined to the thread of the experiment. */
final class MethodRun implements Stage {

    private final Experiment experiment;
    private final Surroundings around;
    private final Passage passage;
    private final Looks looks;
    private final Observation baseline;
    private final @Nullable Climb climb;
    private Exposure exposure;
    private Notes notes = (key, undo) -> {
        throw new IllegalStateException("the method does not run");
    };
    private Duration remaining = Duration.ZERO;
    private Duration settle = Duration.ZERO;
    private double seconds;
    private final Tally sum = new Tally();
    private final Tally control = new Tally();
    private @Nullable List<Check> checks;
    private @Nullable Double level;
    private volatile @Nullable String at;

    /** Writes down how to undo what is about to be done. */
    @FunctionalInterface
    interface Notes {
        /** See {@link Stage#undo}. */
        void note(String key, Undo undo);
    }

    MethodRun(Experiment experiment, Surroundings around, Passage passage, Looks looks, Observation baseline) {
        this.experiment = experiment;
        this.around = around;
        this.passage = passage;
        this.looks = looks;
        this.baseline = baseline;
        Sweep sweep = experiment.method().sweep();
        this.climb = sweep == null ? null : new Climb(sweep, value -> level(sweep, value));
        this.exposure = exposure();
    }

    /** Does all of it. */
    void run(Notes undos) throws Aborted {
        notes = undos;
        if (climb == null) {
            perform(experiment.method().steps());
        } else {
            climb.climb();
        }
    }

    /** Returns who ends it when a guard is violated. */
    Passage.Onlooker guards() {
        Watch watch = new Watch(
                experiment.safety().guard(),
                Threshold::judge,
                () -> new Reference(baseline, around.actuators().promise()));
        return new Passage.Onlooker() {
            @Override
            public void begin(long now) {
                watch.begin(now);
            }

            @Override
            public void look(List<Window> ended) {
                watch.look(ended);
                watch.found().stream()
                        .filter(check -> check.ruling() == Ruling.VIOLATED)
                        .findFirst()
                        .ifPresent(check -> passage.abort("a guard was violated: " + check.because()));
            }
        };
    }

    /** Returns what was seen while it went on, if anything was held; judges it first. */
    Optional<PhaseResult> phase() {
        if (climb == null) {
            Optional<Exposure.Seen> seen = exposure.judge();
            seen.ifPresent(this::add);
            checks = seen.map(Exposure.Seen::checks).orElse(List.of());
        }
        Tally slice = experiment.load().control() == null ? null : control.packed();
        return seconds == 0
                ? Optional.empty()
                : Optional.of(new PhaseResult(State.INJECT, seconds, sum.packed(), slice, judged()));
    }

    /** Returns what that comes to; after {@link #phase()}. */
    Verdict.Finding finding() {
        return climb == null ? () -> Verdict.on(judged()) : climb.curve();
    }

    /** Returns the level of the sweep that is in force, as it is written; null if there is none. Threadsafe. */
    @Nullable
    String at() {
        return at;
    }

    /** Returns what the sweep has found; null without one. */
    @Nullable
    Curve curve() {
        return climb == null ? null : climb.curve();
    }

    private List<Check> judged() {
        return checks == null ? List.of() : checks;
    }

    /** Does the method at that level, and again while what was seen at it can't decide. */
    private Curve.Level level(Sweep sweep, double value) throws Aborted {
        List<Step> steps = sweep.template().at(value);
        level = value;
        at = sweep.range().written(value);
        exposure = exposure();
        settle = sweep.settle();
        Exposure.Seen seen = look(steps);
        for (int i = 1; i < sweep.looks() && seen.ruling() == Ruling.UNDECIDED; i++) {
            seen = look(steps);
        }
        add(seen);
        return new Curve.Level(
                value, seen.ruling(), seen.seconds(), seen.tally().packed(), seen.checks());
    }

    private Exposure.Seen look(List<Step> steps) throws Aborted {
        perform(steps);
        return exposure.judge().orElseThrow(() -> new AssertionError("each method holds"));
    }

    private void add(Exposure.Seen seen) {
        seconds += seen.seconds();
        sum.add(seen.tally());
        control.add(seen.control());
    }

    private void perform(List<Step> steps) throws Aborted {
        for (int i = 0; i < steps.size() && !exposure.isRefuted(); i++) {
            passage.throwIfAborted();
            remaining = Method.planned(steps.subList(i, steps.size())).plus(settle);
            Step step = steps.get(i);
            passage.steps().run(i, level, () -> step.run(this));
        }
    }

    private Exposure exposure() {
        return new Exposure(looks, passage, baseline, experiment.hypothesis());
    }

    @Override
    public Actuators actuators() {
        return around.actuators();
    }

    @Override
    public void undo(String key, Undo undo) {
        notes.note(key, undo);
    }

    @Override
    public void observe(Duration duration) throws Aborted {
        Duration unjudged = settle;
        settle = Duration.ZERO;
        if (!unjudged.isZero()) {
            passage.pass(unjudged, Passage.Onlooker.NOBODY);
        }
        exposure.observe(duration, around.actuators().promise());
    }

    @Override
    public void check(List<Threshold> thresholds) {
        passage.steps().found(exposure.check(thresholds));
    }

    @Override
    public Duration remaining() {
        return remaining.plus(experiment.safety().verify().within());
    }
}
