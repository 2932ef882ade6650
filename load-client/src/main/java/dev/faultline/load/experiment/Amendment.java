package dev.faultline.load.experiment;

import dev.faultline.wire.Require;
import java.time.Instant;
import java.util.List;

/**
 * What became of undoing, later, what an experiment that was over had left behind. It is appended to the report, which
 * keeps what was found. Immutable.
 *
 * @param since when a later process took it up, from which the seconds of {@code undone} count
 * @param at when that was over
 * @param undone what was tried again
 * @param note one sentence of what it comes to
 */
public record Amendment(Instant since, Instant at, List<Undone> undone, String note) {

    /** The most that are appended to one report, but for the one that tells of success: starts may be many. */
    public static final int MOST = 20;

    /** What a verdict says first if the report that was to be amended is gone. */
    static final String ALONE =
            "the experiment was over and its report is gone, so this tells only of undoing what it had left: ";

    /** What is found if nothing is left any more. */
    static final Verdict WELL = new Verdict(Outcome.INCONCLUSIVE, "all that was left is undone, and all is well again");

    /** Keeps a copy. */
    public Amendment {
        Require.present("note", note);
        undone = List.copyOf(undone);
    }

    /** Returns what the run that undid it found. */
    static Amendment of(ExperimentResult late) {
        return new Amendment(
                late.chronicle().since(),
                late.span().ended(),
                late.undone(),
                late.verdict().reason());
    }

    /** Returns the same result for a report of its own, which says that there is no other. */
    static ExperimentResult alone(ExperimentResult late) {
        Verdict verdict =
                new Verdict(late.verdict().outcome(), ALONE + late.verdict().reason());
        return new ExperimentResult(
                late.id(),
                late.experiment(),
                late.span(),
                late.phases(),
                late.chronicle(),
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
