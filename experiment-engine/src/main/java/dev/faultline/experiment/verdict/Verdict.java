package dev.faultline.experiment.verdict;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.threshold.ThresholdCheck;
import java.util.List;
import java.util.Locale;
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
    public interface Finding {
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
    public static Verdict on(@Nullable EndReason aborted, Finding finding, List<String> residue, List<String> lasting) {
        String left = String.join("; ", residue);
        Verdict verdict;
        if (aborted != null) {
            boolean harmless = left.isEmpty() || aborted.outcome() == Outcome.ABORTED;
            verdict = new Verdict(
                    harmless ? aborted.outcome() : Outcome.FAIL,
                    aborted.sentence() + (left.isEmpty() ? "" : "; and " + left));
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

    /** Returns what checks come to together: the worst of them, and undecided if none applies. */
    public static ThresholdCheck.Ruling worst(List<ThresholdCheck> checks) {
        List<ThresholdCheck.Ruling> rulings =
                checks.stream().map(ThresholdCheck::ruling).toList();
        return rulings.contains(ThresholdCheck.Ruling.VIOLATED)
                ? ThresholdCheck.Ruling.VIOLATED
                : rulings.contains(ThresholdCheck.Ruling.UNDECIDED) || !rulings.contains(ThresholdCheck.Ruling.MET)
                        ? ThresholdCheck.Ruling.UNDECIDED
                        : ThresholdCheck.Ruling.MET;
    }

    /** Returns the verdict on thresholds alone. */
    public static Verdict on(List<ThresholdCheck> checks) {
        Optional<Verdict> bad = first(checks, ThresholdCheck.Ruling.VIOLATED, Outcome.FAIL)
                .or(() -> first(checks, ThresholdCheck.Ruling.UNDECIDED, Outcome.INCONCLUSIVE));
        if (bad.isPresent()) {
            return bad.get();
        }
        List<ThresholdCheck> met = checks.stream()
                .filter(check -> check.ruling() == ThresholdCheck.Ruling.MET)
                .toList();
        if (met.isEmpty()) {
            return new Verdict(Outcome.INCONCLUSIVE, "no threshold of the hypothesis applies");
        }
        String figures = met.stream().map(ThresholdCheck::brief).collect(Collectors.joining("; "));
        return new Verdict(Outcome.PASS, "the hypothesis holds: " + figures);
    }

    private static Optional<Verdict> first(List<ThresholdCheck> checks, ThresholdCheck.Ruling ruling, Outcome outcome) {
        String because = checks.stream()
                .filter(check -> check.ruling() == ruling)
                .map(ThresholdCheck::because)
                .collect(Collectors.joining("; "));
        return because.isEmpty() ? Optional.empty() : Optional.of(new Verdict(outcome, because));
    }

    /** How an experiment ended, and the exit code that tells so. */
    public enum Outcome {
        /** The hypothesis holds. */
        PASS(0),
        /** It does not, or what was done could not be undone. */
        FAIL(99),
        /** The figures can't tell. */
        INCONCLUSIVE(98),
        /** It did not get to its end. */
        ABORTED(105);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Returns the exit code of a command that ends so. */
        public int exitCode() {
            return exitCode;
        }

        /** Returns the name in JSON and reports. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
