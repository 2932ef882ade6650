package dev.faultline.load.chaostoolkit;

import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.experiment.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run has found so far, and what that comes to. Confined to the thread of the run. */
final class Findings {

    private final List<String> deviations = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();
    private final List<String> residue = new ArrayList<>();
    private int looks;
    private boolean late;
    private @Nullable String aborted;

    /** It did not get to its end; of several reasons the first counts. */
    void aborted(String reason) {
        aborted = aborted == null ? reason : aborted;
    }

    /** It was over before: all there is to find is whether what it had left can be rolled back now. */
    void late() {
        late = true;
    }

    /** The steady state was looked at once the method was begun. */
    void looked(SteadyStateResult look, String when) {
        looks++;
        if (!look.met()) {
            deviated("the steady state deviated " + when + ": " + look.why());
        }
    }

    /** An activity of the method was performed. */
    void performed(ActivityResult result) {
        if (result.activity().probe() && !result.succeeded()) {
            deviated(result.activity().title() + " of the method failed: " + result.failure());
        } else if (!result.activity().probe() && result.status() >= 400) {
            doubts.add(result.activity().title() + " was answered " + result.status());
        }
    }

    /** A rollback was tried. */
    void rolledBack(ActivityResult result) {
        if (!result.succeeded()) {
            residue.add("could not roll back (" + result.activity().name() + "): " + result.failure());
        }
    }

    boolean deviated() {
        return !deviations.isEmpty();
    }

    /** Returns what it all comes to. Harm comes first: what was left behind outweighs a steady state that held. */
    Verdict verdict() {
        String left = String.join("; ", residue);
        if (aborted != null) {
            return new Verdict(Outcome.ABORTED, aborted + (left.isEmpty() ? "" : "; and " + left));
        }
        if (!left.isEmpty()) {
            return new Verdict(Outcome.FAIL, left);
        }
        if (late) {
            return new Verdict(Outcome.INCONCLUSIVE, "all that was left is rolled back");
        }
        if (deviated()) {
            return new Verdict(Outcome.FAIL, deviations.get(0));
        }
        if (looks == 0) {
            return new Verdict(Outcome.INCONCLUSIVE, "no steady state was looked at once the method had begun");
        }
        String when = looks == 1 ? "once the method had begun" : "each of the " + looks + " times it was looked at";
        return doubts.isEmpty()
                ? new Verdict(Outcome.PASS, "the steady state was met " + when)
                : new Verdict(
                        Outcome.INCONCLUSIVE,
                        "the steady state was met, but it is open whether the method did anything: "
                                + String.join(", ", doubts));
    }

    private void deviated(String why) {
        // A thousand looks find the same; the first tells it, and the journal the rest.
        if (deviations.isEmpty()) {
            deviations.add(why);
        }
    }
}
