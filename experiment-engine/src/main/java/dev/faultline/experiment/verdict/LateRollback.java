package dev.faultline.experiment.verdict;

import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.List;

/**
 * A later process' attempt to undo what an experiment that was over had left. It is appended to the report, which is kept as
 * it was. Immutable.
 *
 * @param since when that process took it up; the seconds of {@code undone} count from then
 * @param at when it was done
 * @param undone what was tried again
 * @param note the outcome in one sentence
 */
public record LateRollback(Instant since, Instant at, List<Undone> undone, String note) {

    /** The most that are appended to one report, not counting one that succeeded: processes may start often. */
    public static final int MOST = 20;

    /** How a verdict begins if the report to append to is gone. */
    public static final String ALONE =
            "the experiment was over and its report is gone, so this tells only of undoing what it had left: ";

    /** The verdict if everything is undone. */
    public static final Verdict WELL =
            new Verdict(Verdict.Outcome.INCONCLUSIVE, "all that was left is undone, and all is well again");

    /** Keeps a copy. */
    public LateRollback {
        Require.present("note", note);
        undone = List.copyOf(undone);
    }

    /** Returns what the run that undid it found. */
    public static LateRollback of(ExperimentResult late) {
        return new LateRollback(
                late.timeline().since(),
                late.span().ended(),
                late.undone(),
                late.verdict().reason());
    }

    /** Returns the same result for a report of its own, which says that there is no other. */
    public static ExperimentResult alone(ExperimentResult late) {
        Verdict verdict =
                new Verdict(late.verdict().outcome(), ALONE + late.verdict().reason());
        return new ExperimentResult(
                late.id(),
                late.experiment(),
                late.span(),
                late.phases(),
                late.timeline(),
                late.curve(),
                late.undone(),
                verdict);
    }

    /**
     * Returns whether it is to be appended to a report that has so many already.
     *
     * @param before how many the report has
     */
    public boolean isWorthKeeping(int before) {
        return before < MOST || undone.stream().allMatch(each -> each.failure() == null);
    }
}
