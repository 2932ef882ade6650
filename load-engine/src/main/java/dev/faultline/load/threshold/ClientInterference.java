package dev.faultline.load.threshold;

import dev.faultline.load.measure.ClientValidity;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which rulings stand although the client itself did not keep up. Three rules follow from how it fails:
 *
 * <ul>
 *   <li>Its lateness adds to times and never takes from them. A ruling on a time stands if it is the same without all
 *       that lateness: so a time below its limit stays met, and one above is violated only by what is left.
 *   <li>What it did not send because it was late itself is missing at random as far as the target is concerned, but a
 *       sample that lost much is no sample of the intended load: nothing can be said. Times count it as never answered;
 *       that is the client's own fault, so a ruling on a time stands only if it is the same without those.
 *   <li>What it did not send because too many requests were in flight is missing because the target was slow, so the
 *       bad ones are missing. What looks bad without them is bad; what looks good need not be. Times of all attempts and
 *       of requests count them as never answered, so that nothing is missing there.
 * </ul>
 *
 * Where several send and one of them was lost with what it knew, nothing can be said.
 *
 * <p>A threshold on the shed arrivals themselves is judged as it is. A load so slow that nothing was due during a pause
 * can't tell that there was one.
 */
final class ClientInterference {

    /** One arrival in a hundred: a pause of 350 ms within 10 s, of which 250 ms are sent late instead of shed. */
    static final double MOST_LATE = 0.01;

    /** One arrival in a thousand: as failures they would cost a success rate its third nine. */
    static final double MOST_FULL = 0.001;

    /** How much of a percentile's tail may be missing, since all that is missing may belong to it. */
    static final double MOST_OF_TAIL = 0.1;

    private ClientInterference() {}

    /**
     * Returns why the ruling does not stand; null if it does.
     *
     * @param again rules on the figure without the client's lateness
     */
    static @Nullable String doubt(Metric metric, Ruling ruling, TimedTally seen, Function<Estimate, Ruling> again) {
        return doubt(metric, ruling, ruling == Ruling.MET, seen, again);
    }

    /**
     * Returns why a ruling does not stand that compares with this control slice; null if it does. What is missing
     * because too many requests were in flight makes the control look better than it was, so that neither ruling is
     * sure: a claim that a figure is worse than the control's may rest on just that.
     *
     * @param again rules on the control's figure without the client's lateness
     */
    static @Nullable String doubtOfControl(
            Metric metric, Ruling ruling, TimedTally control, Function<Estimate, Ruling> again) {
        return doubt(metric, ruling, true, control, again);
    }

    private static @Nullable String doubt(
            Metric metric, Ruling ruling, boolean fullMatters, TimedTally seen, Function<Estimate, Ruling> again) {
        if (ruling == Ruling.UNDECIDED) {
            return null;
        }
        Optional<String> unaccounted = ClientValidity.unaccounted(seen.tally());
        if (unaccounted.isPresent()) {
            return unaccounted.get();
        }
        if (metric.of().equals(Scope.SHED)) {
            return null;
        }
        double late = share(seen.tally(), ShedReason.LATE);
        if (late > MOST_LATE) {
            return String.format(
                    Locale.ROOT, "the client itself was late and never sent %.1f%% of the arrivals", late * 100);
        }
        double full = share(seen.tally(), ShedReason.FULL);
        boolean counted = metric instanceof TimeMetric && metric.of().holdsShed();
        if (fullMatters && !counted && full > mostFull(metric)) {
            return String.format(
                    Locale.ROOT,
                    "%.2f%% of the arrivals were never sent because too many requests were in flight: the target was"
                            + " slower than the load allows for",
                    full * 100);
        }
        if (!(metric instanceof TimeMetric time)) {
            return null;
        }
        Optional<Estimate> without = time.withoutLag(seen);
        if (without.isEmpty() || again.apply(without.get()) == ruling) {
            return null;
        }
        long unsent = seen.tally().count(ShedReason.LATE);
        return String.format(
                Locale.ROOT,
                "the client itself was late, by %.0fms at p99 and %.0fms at most%s; without that it is: %s",
                seen.tally().lag().percentile(99),
                seen.tally().lag().max(),
                unsent == 0 ? "" : ", and never sent " + unsent + " of the arrivals",
                metric.words(without.get()));
    }

    private static double mostFull(Metric metric) {
        return metric instanceof TimeMetric time ? Math.min(MOST_FULL, time.tail() * MOST_OF_TAIL) : MOST_FULL;
    }

    private static double share(Tally tally, ShedReason why) {
        long shed = tally.count(why);
        return shed == 0 ? 0 : (double) shed / Math.max(shed, tally.arrivals());
    }
}
