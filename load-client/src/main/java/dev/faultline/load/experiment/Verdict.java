package dev.faultline.load.experiment;

import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Ruling;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment showed.
 *
 * @param reason one sentence that says why
 */
public record Verdict(Outcome outcome, String reason) {

    /** What the judging of the hypothesis comes to, before harm is looked at. */
    interface Finding {
        /** Returns the verdict of a method that got to its end and left nothing behind. */
        Verdict verdict();
    }

    /**
     * Returns the verdict on what was found. Harm comes first: what was left undone outweighs a hypothesis that held.
     *
     * @param aborted why the method did not get to its end; null if it did
     * @param finding the hypothesis, judged
     * @param residue what could not be undone or is not healthy again
     * @param lasting what was done that there is no way back from
     */
    static Verdict on(@Nullable String aborted, Finding finding, List<String> residue, List<String> lasting) {
        String left = String.join("; ", residue);
        Verdict verdict;
        if (aborted != null) {
            verdict = new Verdict(Outcome.ABORTED, aborted + (left.isEmpty() ? "" : "; and " + left));
        } else if (!left.isEmpty()) {
            verdict = new Verdict(Outcome.FAIL, left);
        } else {
            verdict = finding.verdict();
        }
        return lasting.isEmpty()
                ? verdict
                : new Verdict(
                        verdict.outcome(),
                        verdict.reason() + "; what can't be undone stays: " + String.join(", ", lasting));
    }

    /** Returns the verdict on thresholds alone. */
    public static Verdict on(List<Check> checks) {
        Optional<Verdict> bad = first(checks, Ruling.VIOLATED, Outcome.FAIL)
                .or(() -> first(checks, Ruling.UNDECIDED, Outcome.INCONCLUSIVE));
        if (bad.isPresent()) {
            return bad.get();
        }
        List<Check> met =
                checks.stream().filter(check -> check.ruling() == Ruling.MET).toList();
        if (met.isEmpty()) {
            return new Verdict(Outcome.INCONCLUSIVE, "no threshold of the hypothesis applies");
        }
        String figures = met.stream().map(Check::brief).collect(Collectors.joining("; "));
        return new Verdict(Outcome.PASS, "the hypothesis holds: " + figures);
    }

    private static Optional<Verdict> first(List<Check> checks, Ruling ruling, Outcome outcome) {
        String because = checks.stream()
                .filter(check -> check.ruling() == ruling)
                .map(Check::because)
                .collect(Collectors.joining("; "));
        return because.isEmpty() ? Optional.empty() : Optional.of(new Verdict(outcome, because));
    }
}
