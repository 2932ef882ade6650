package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.slo.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at whether all is healthy, before anything is injected and after it is undone. At face value: it must be decided
 * either way. Confined to the thread of the experiment.
 */
final class Gate {

    private final List<Threshold> thresholds;
    private final Passage passage;
    private final Looks looks;
    private final Supplier<Promise> promise;
    private final boolean sliced;

    /** @param sliced whether there is a control slice to look at too */
    Gate(List<Threshold> thresholds, Passage passage, Looks looks, Supplier<Promise> promise, boolean sliced) {
        this.thresholds = thresholds;
        this.passage = passage;
        this.looks = looks;
        this.promise = promise;
        this.sliced = sliced;
    }

    /** Looks for so long before anything is injected, or until the experiment is aborted. */
    PhaseResult pass(Duration duration) throws Aborted {
        Looks.Look look = looks.begin(promise.get());
        Watch watch = watch(look);
        try {
            passage.pass(duration, watch);
        } finally {
            looks.close(look);
        }
        return result(State.BASELINE, look, watch);
    }

    /** Looks for so long after the rollback, whatever happens. */
    PhaseResult passCalmly(Duration duration) {
        Looks.Look look = looks.begin(promise.get());
        Watch watch = watch(look);
        passage.passCalmly(duration, watch);
        return result(State.VERIFY, look, watch);
    }

    /** Returns whether all was healthy. */
    static boolean holds(PhaseResult result) {
        return result.checks().stream().allMatch(check -> check.ruling() == Ruling.MET);
    }

    /** Returns what was not. */
    static String failures(PhaseResult result) {
        return result.checks().stream()
                .filter(check -> check.ruling() != Ruling.MET)
                .map(Check::because)
                .collect(Collectors.joining("; "));
    }

    private Watch watch(Looks.Look look) {
        Reference reference = Reference.to(look.promise());
        return new Watch(thresholds, Threshold::judgeAtFaceValue, () -> reference);
    }

    private PhaseResult result(State state, Looks.Look look, Watch watch) {
        Tally tally = looks.end(look).packed();
        Tally control = sliced ? looks.endControl(look).packed() : null;
        List<Check> checks = watch.judge(look.observation(tally), Reference.to(look.promise()));
        return new PhaseResult(state, look.seconds(), tally, control, checks);
    }
}
