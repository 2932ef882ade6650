package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.slo.Threshold;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.wire.InvalidValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One experiment's life: gate, inject, observe, roll back, verify, verdict. {@link #conduct()} runs on a thread of its
 * own; {@link #abort(String)} and {@link #state()} may be called from any.
 */
public final class ExperimentRun implements Stage {

    private final String id;
    private final Experiment experiment;
    private final Surroundings around;
    private final Rollback rollback;
    private final Looks looks;
    private final Watch hypothesis;
    private final CompletableFuture<String> abort = new CompletableFuture<>();
    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private final List<PhaseResult> phases = new ArrayList<>();
    private final List<Looks.Look> observed = new ArrayList<>();
    private final List<Undone> undone = new ArrayList<>();
    private final Instant started;
    private @Nullable LoadPlan loadBefore;
    private int step;
    private boolean injecting;
    private volatile State state = State.WARMUP;

    ExperimentRun(String id, Experiment experiment, Surroundings around) {
        this.id = id;
        this.experiment = experiment;
        this.around = around;
        this.rollback = new Rollback(around.pause());
        this.looks = new Looks(around, experiment.load().longestRequest());
        this.hypothesis = new Watch(around, experiment.hypothesis().thresholds(), Threshold::judge);
        this.started = around.clock().instant();
    }

    /** Returns its name in the API and in reports. */
    public String id() {
        return id;
    }

    /** Returns what it does. */
    public Experiment experiment() {
        return experiment;
    }

    /** Returns where it is in its life. */
    public State state() {
        return state;
    }

    /** Ends it as soon as can be, with everything undone; of several reasons the first counts. */
    public void abort(String reason) {
        abort.complete(reason);
    }

    /**
     * Checks it against what there is to act on.
     *
     * @throws dev.faultline.wire.InvalidValue naming the step that can't be done here
     */
    void check() {
        for (int i = 0; i < experiment.method().size(); i++) {
            try {
                experiment.method().get(i).check(this);
            } catch (InvalidValue e) {
                throw e.within("method[" + i + "]");
            }
        }
    }

    /** Lives it. Whatever happens, what was done is undone before this returns or throws. */
    ExperimentResult conduct() {
        String aborted = null;
        try {
            warmUp();
            baseline();
            inject();
        } catch (Aborted e) {
            aborted = e.getMessage();
        } catch (ControlFailed e) {
            aborted = (injecting ? "the method failed: " : "it could not begin: ") + e.getMessage();
        } finally {
            state = State.ROLLBACK;
            undone.addAll(rollback.undoAll());
        }
        List<String> residue = new ArrayList<>();
        undone.stream()
                .filter(undo -> undo.failure() != null)
                .forEach(undo -> residue.add("could not undo (" + undo.what() + "): " + undo.failure()));
        List<Check> checks = judge();
        if (injecting) {
            state = State.VERIFY;
            verify(aborted == null).ifPresent(residue::add);
        }
        return result(Verdict.on(aborted, checks, residue));
    }

    /** Returns the result of a life that ended in a failure of our own; {@link #conduct()} has undone what it did. */
    ExperimentResult broken(Throwable failure) {
        return result(new Verdict(Outcome.ABORTED, "the experiment broke: " + failure));
    }

    private ExperimentResult result(Verdict verdict) {
        CompletableFuture<Void> back =
                loadBefore == null ? around.traffic().stop() : around.traffic().start(loadBefore);
        Looks.await(back, experiment.load().timeout());
        state = State.DONE;
        return new ExperimentResult(
                id, experiment, started, around.clock().instant(), List.copyOf(phases), List.copyOf(undone), verdict);
    }

    private void warmUp() throws Aborted {
        loadBefore = around.traffic().plan();
        Looks.await(around.traffic().start(experiment.load()), experiment.load().timeout());
        pause(experiment.warmup());
    }

    private void baseline() throws Aborted {
        state = State.BASELINE;
        Looks.Look look = looks.begin(promise());
        Watch watch = gate();
        watch.pause(experiment.baseline().duration(), abort, Reference.to(look.promise()));
        throwIfAborted();
        Tally tally = looks.end(look);
        List<Check> gate = watch.judge(look.observation(tally), Reference.to(look.promise()));
        phases.add(new PhaseResult(State.BASELINE, look.seconds(), tally, gate));
        if (!holds(gate)) {
            throw new Aborted("nothing was injected: the baseline is not healthy: " + failures(gate));
        }
    }

    private void inject() throws Aborted {
        state = State.INJECT;
        injecting = true;
        for (Step next : experiment.method()) {
            throwIfAborted();
            next.run(this);
            step++;
        }
    }

    /** Judges what was observed. The last attempts may still be under way; the rollback has not waited for them. */
    private List<Check> judge() {
        if (observed.isEmpty()) {
            return List.of();
        }
        Tally sum = new Tally();
        double seconds = 0;
        double injected = 0;
        for (Looks.Look look : observed) {
            Tally tally = looks.end(look);
            sum.add(tally);
            seconds += look.seconds();
            injected += look.promise().injected() * tally.sent();
        }
        List<Check> checks =
                hypothesis.judge(new Observation(sum, seconds), reference(new Promise(injected / sum.sent())));
        phases.add(new PhaseResult(State.INJECT, seconds, sum, checks));
        return checks;
    }

    private Optional<String> verify(boolean patient) {
        Verification wanted = experiment.verify();
        Instant latest = around.clock().instant().plus(wanted.within());
        while (true) {
            Looks.Look look = looks.begin(promise());
            Watch watch = gate();
            watch.pause(wanted.duration(), never, Reference.to(look.promise()));
            Tally tally = looks.end(look);
            List<Check> gate = watch.judge(look.observation(tally), Reference.to(look.promise()));
            if (holds(gate)) {
                phases.add(new PhaseResult(State.VERIFY, look.seconds(), tally, gate));
                return Optional.empty();
            }
            if (!patient || !around.clock().instant().isBefore(latest)) {
                phases.add(new PhaseResult(State.VERIFY, look.seconds(), tally, gate));
                return Optional.of("not healthy after the rollback: " + failures(gate));
            }
        }
    }

    private Watch gate() {
        return new Watch(around, experiment.baseline().gate(), Threshold::judgeAtFaceValue);
    }

    private Reference reference(Promise promise) {
        return phases.isEmpty()
                ? Reference.to(promise)
                : new Reference(phases.get(0).observation(), promise);
    }

    private static boolean holds(List<Check> checks) {
        return checks.stream().allMatch(check -> check.ruling() == Ruling.MET);
    }

    private static String failures(List<Check> checks) {
        return checks.stream()
                .filter(check -> check.ruling() != Ruling.MET)
                .map(Check::because)
                .collect(Collectors.joining("; "));
    }

    private Promise promise() {
        return around.split() == null ? Promise.UNKNOWN : around.split().promise();
    }

    private void pause(Duration duration) throws Aborted {
        around.pause().atMost(duration, abort);
        throwIfAborted();
    }

    private void throwIfAborted() throws Aborted {
        if (abort.isDone()) {
            throw new Aborted(abort.join());
        }
    }

    @Override
    public EmbeddedSplit split() {
        return around.requireSplit();
    }

    @Override
    public FaultControl faults() {
        return around.faults();
    }

    @Override
    public void undo(String what, Runnable undo) {
        rollback.note(what, undo);
    }

    @Override
    public void observe(Duration duration) throws Aborted {
        Looks.Look look = looks.begin(promise());
        observed.add(look);
        try {
            hypothesis.pause(duration, abort, reference(look.promise()));
        } finally {
            looks.close(look);
        }
        throwIfAborted();
    }

    @Override
    public Duration remaining() {
        return experiment.method().subList(step, experiment.method().size()).stream()
                .map(Step::planned)
                .reduce(experiment.verify().within(), Duration::plus);
    }
}
