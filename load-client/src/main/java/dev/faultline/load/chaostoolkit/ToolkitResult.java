package dev.faultline.load.chaostoolkit;

import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.Span;
import dev.faultline.load.experiment.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a run that is over. Immutable.
 *
 * @param late whether it was over before, and this is only what became of what it had left to roll back
 * @param looks those that were made, at most {@value ToolkitRun#LOOKS_KEPT} while the method went on
 */
public record ToolkitResult(
        String id,
        ToolkitExperiment experiment,
        Span span,
        Looks looks,
        Plays plays,
        Ending ending,
        Verdict verdict,
        boolean late) {

    /**
     * What the looks at the steady state found.
     *
     * @param before null if it was not looked at then
     * @param deviated whether any look after the method began found it not met, or a probe of the method failed
     */
    record Looks(
            @Nullable SteadyStateResult before,
            List<SteadyStateResult> during,
            @Nullable SteadyStateResult after,
            boolean deviated) {}

    /** What became of the activities. */
    record Plays(List<ActivityResult> method, List<ActivityResult> rollbacks) {}

    /** Returns the same for a journal of its own, which says that there is no other. */
    ToolkitResult alone() {
        Verdict said = new Verdict(verdict.outcome(), Amendment.ALONE + verdict.reason());
        return new ToolkitResult(id, experiment, span, looks, plays, ending, said, late);
    }

    /** Returns whether the steady state deviated once the method had begun. */
    public boolean deviated() {
        return looks.deviated();
    }

    /** Returns what was done and found, a line each. */
    public List<String> story() {
        List<String> lines = new ArrayList<>();
        tell(lines, "before", looks.before());
        plays.method().forEach(each -> lines.add(line("method", each)));
        looks.during().stream().filter(look -> !look.met()).findFirst().ifPresent(look -> tell(lines, "during", look));
        tell(lines, "after", looks.after());
        plays.rollbacks().forEach(each -> lines.add(line("rollback", each)));
        return lines;
    }

    private static void tell(List<String> lines, String when, @Nullable SteadyStateResult look) {
        if (look != null) {
            look.probes().forEach(each -> lines.add(line(when, each)));
        }
    }

    private static String line(String when, ActivityResult each) {
        String came = each.failure() == null ? "status " + each.status() : "failed: " + each.failure();
        String judged = each.toleranceMet() == null ? "" : each.toleranceMet() ? ", as it must" : ", out of tolerance";
        return String.format(
                Locale.ROOT, "%-9s %-48s %s%s", when, each.activity().name(), came, judged);
    }
}
