package dev.faultline.load.slo;

import dev.faultline.load.measure.Shed;
import dev.faultline.load.measure.Tally;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a client that did not keep up leaves of a ruling. Three things follow from how it fails:
 *
 * <ul>
 *   <li>Its lateness adds to times and never takes from them. A ruling on a time stands if it is the same with all that
 *       lateness taken away: so a time below its limit stays met, and one above is violated only by what is left.
 *   <li>What it did not send since it was late itself is missing at random as far as the target goes, but a sample that
 *       lost much is no sample of the load that was asked for: nothing can be said.
 *   <li>What it did not send since too much was under way is missing because the target was slow, so what is missing is
 *       what was bad. What looks bad without it is bad; what looks good need not be.
 * </ul>
 *
 * What a threshold says of the shed arrivals themselves is as it is. A load that sends so seldom that nothing was due in
 * a pause can't tell that there was one.
 */
final class ClientHealth {

    /** One arrival in a hundred: a pause of 350 ms within 10 s, of which 250 ms are sent late and not shed. */
    static final double MOST_LATE = 0.01;

    /** One arrival in a thousand: counted as failures they would cost a success rate its third nine. */
    static final double MOST_FULL = 0.001;

    /** What may be missing of the tail that a percentile speaks of, since all of it may have been there. */
    static final double MOST_OF_TAIL = 0.1;

    private ClientHealth() {}

    /**
     * Returns why the ruling does not stand, null if it does.
     *
     * @param again rules on the figure without the client's lateness
     */
    static @Nullable String doubt(Metric metric, Ruling ruling, Observation seen, Function<Estimate, Ruling> again) {
        return doubt(metric, ruling, ruling == Ruling.MET, seen, again);
    }

    /**
     * Returns why a ruling does not stand that compares with this slice, null if it does. What is missing of the control
     * since too much was under way makes the control look better than it was, and with a better control neither ruling
     * is sure: a claim that a figure is worse than the control's may rest on just that.
     *
     * @param again rules on the control's figure without the client's lateness
     */
    static @Nullable String doubtOfControl(
            Metric metric, Ruling ruling, Observation control, Function<Estimate, Ruling> again) {
        return doubt(metric, ruling, true, control, again);
    }

    private static @Nullable String doubt(
            Metric metric, Ruling ruling, boolean fullMatters, Observation seen, Function<Estimate, Ruling> again) {
        if (ruling == Ruling.UNDECIDED || Counted.isShed(metric.of())) {
            return null;
        }
        double late = share(seen.tally(), Shed.LATE);
        if (late > MOST_LATE) {
            return String.format(
                    Locale.ROOT, "the client itself was late and never sent %.1f%% of the arrivals", late * 100);
        }
        double full = share(seen.tally(), Shed.FULL);
        if (fullMatters && full > mostFull(metric)) {
            return String.format(
                    Locale.ROOT,
                    "%.2f%% of the arrivals were never sent, since too much was under way: the target was slower than"
                            + " the load allows for",
                    full * 100);
        }
        if (!(metric instanceof TimeMetric time)) {
            return null;
        }
        Optional<Estimate> without = time.withoutLag(seen);
        if (without.isEmpty() || again.apply(without.get()) == ruling) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "the client itself was late, by %.0fms at p99 and %.0fms at most; without that %.1fms are left",
                seen.tally().lag().percentile(99),
                seen.tally().lag().max(),
                without.get().value());
    }

    private static double mostFull(Metric metric) {
        return metric instanceof TimeMetric time ? Math.min(MOST_FULL, time.tail() * MOST_OF_TAIL) : MOST_FULL;
    }

    private static double share(Tally tally, Shed why) {
        long shed = tally.count(why);
        return shed == 0 ? 0 : (double) shed / Math.max(shed, tally.arrivals());
    }
}
