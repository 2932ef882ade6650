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

    /**
     * Returns the verdict on what was found. Harm comes first: what was left undone outweighs a hypothesis that held.
     *
     * @param aborted why the method did not get to its end; null if it did
     * @param checks the hypothesis, judged
     * @param residue what could not be undone or is not healthy again
     */
    public static Verdict on(@Nullable String aborted, List<Check> checks, List<String> residue) {
        String left = String.join("; ", residue);
        if (aborted != null) {
            return new Verdict(Outcome.ABORTED, aborted + (left.isEmpty() ? "" : "; and " + left));
        }
        if (!left.isEmpty()) {
            return new Verdict(Outcome.FAIL, left);
        }
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
