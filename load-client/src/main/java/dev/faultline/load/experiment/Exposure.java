package dev.faultline.load.experiment;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.slo.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The traffic that meets what one pass through the steps has put in force: what is held is observed, and the whole of it
 * is judged. Confined to the thread of the experiment.
 */
final class Exposure {

    private final Looks looks;
    private final Passage passage;
    private final Observation baseline;
    private final Watch hypothesis;
    private final List<Looks.Look> observed = new ArrayList<>();
    private final List<Check> checked = new ArrayList<>();
    private Promise promise = Promise.UNKNOWN;

    /**
     * What was seen and what it says.
     *
     * @param ruling the worst of the checks
     */
    record Seen(double seconds, Tally tally, Tally control, List<Check> checks, Ruling ruling) {}

    Exposure(Looks looks, Passage passage, Observation baseline, Hypothesis hypothesis) {
        this.looks = looks;
        this.passage = passage;
        this.baseline = baseline;
        this.hypothesis = new Watch(hypothesis.thresholds(), Threshold::judge, () -> new Reference(baseline, promise));
    }

    /** Lets the load go on and looks at it. */
    void observe(Duration duration, Promise inForce) throws Aborted {
        promise = inForce;
        Looks.Look look = looks.begin(inForce);
        observed.add(look);
        try {
            passage.pass(duration, hypothesis);
        } finally {
            looks.close(look);
        }
    }

    /** Judges thresholds on what was observed last; returns what it found. */
    List<Check> check(List<Threshold> thresholds) {
        Looks.Look last = observed.get(observed.size() - 1);
        Observation seen = last.observation(looks.end(last));
        Observation control = last.observation(looks.endControl(last));
        Reference reference = new Reference(baseline, last.promise(), control);
        List<Check> found = thresholds.stream()
                .map(threshold -> threshold.judge(seen, reference))
                .toList();
        checked.addAll(found);
        return found;
    }

    /** Returns whether a check has found what must not be. */
    boolean isRefuted() {
        return checked.stream().anyMatch(check -> check.ruling() == Ruling.VIOLATED);
    }

    /** Waits for the last attempts and judges all that was observed; nothing if nothing was. */
    Optional<Seen> judge() {
        if (observed.isEmpty()) {
            return Optional.empty();
        }
        Tally sum = new Tally();
        Tally control = new Tally();
        double seconds = 0;
        double injected = 0;
        for (Looks.Look look : observed) {
            Tally tally = looks.end(look);
            sum.add(tally);
            control.add(looks.endControl(look));
            seconds += look.seconds();
            injected += look.promise().injected() * tally.sent();
        }
        Promise all = new Promise(injected / sum.sent());
        Reference reference = new Reference(baseline, all, new Observation(control, seconds));
        List<Check> checks = new ArrayList<>(hypothesis.judge(new Observation(sum, seconds), reference));
        checks.addAll(checked);
        return Optional.of(new Seen(seconds, sum, control, List.copyOf(checks), worst(checks)));
    }

    /** Returns what they come to together. */
    static Ruling worst(List<Check> checks) {
        List<Ruling> rulings = checks.stream().map(Check::ruling).toList();
        return rulings.contains(Ruling.VIOLATED)
                ? Ruling.VIOLATED
                : rulings.contains(Ruling.UNDECIDED) || !rulings.contains(Ruling.MET) ? Ruling.UNDECIDED : Ruling.MET;
    }
}
