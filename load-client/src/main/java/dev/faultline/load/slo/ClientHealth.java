package dev.faultline.load.slo;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import java.util.Locale;

/**
 * Whether the client itself kept up. What it could not send says nothing of the target, and what it sent late makes
 * the target look slow; but lateness does not change who answered and how.
 */
public final class ClientHealth {

    private static final double MAX_LAG_MILLIS = 100;
    private static final double MAX_SHED = 0.05;

    private ClientHealth() {}

    /** Returns the check, or one that is undecided where the client fell behind in what the check speaks of. */
    public static Check temper(Check check, Tally tally) {
        if (check.ruling() == Ruling.NOT_APPLICABLE || check.ruling() == Ruling.UNDECIDED) {
            return check;
        }
        long shed = tally.count(ResultClass.SHED);
        double share = (double) shed / Math.max(1, shed + tally.sent());
        if (share > MAX_SHED) {
            return undecided(check, String.format(Locale.ROOT, "the client shed %.1f%% of the arrivals", share * 100));
        }
        double lag = tally.lag().percentile(99);
        if (!check.threshold().metric().isShare() && lag > MAX_LAG_MILLIS) {
            return undecided(check, String.format(Locale.ROOT, "the client itself sent late, p99 %.0fms", lag));
        }
        return check;
    }

    private static Check undecided(Check check, String why) {
        return new Check(
                check.threshold(),
                Ruling.UNDECIDED,
                check.measured(),
                check.limit(),
                check.threshold() + " is undecided: " + why);
    }
}
