package dev.faultline.load.slo;

import dev.faultline.wire.Require;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds a figure against the same figure of the control slice: by their {@link Difference}, never by two intervals.
 *
 * @param judge what the figure with the interval of the difference says against the limit
 */
record ControlCheck(Threshold threshold, Bound.OfControl bound, long atLeast, Threshold.Judge judge) {

    /** Returns the finding; a control slice without data decides nothing. */
    Check check(Estimate measured, Observation seen, Observation control) {
        Metric metric = threshold.metric();
        Optional<Estimate> compared = metric.measure(control);
        if (compared.isEmpty()) {
            String because = threshold.text() + " is undecided: no data in the control slice";
            return new Check(threshold, Ruling.UNDECIDED, measured, null, because);
        }
        Difference difference = new Difference(measured, compared.get(), bound.factor());
        double limit = bound.limit(compared.get());
        long samples = difference.estimate().samples();
        if (samples < atLeast) {
            return found(Ruling.UNDECIDED, difference, limit, "too few samples, " + samples + " of " + atLeast);
        }
        Ruling ruling = rule(difference);
        String doubt = doubt(ruling, difference, seen, control);
        return doubt == null
                ? found(ruling, difference, limit, figures(difference))
                : found(Ruling.UNDECIDED, difference, limit, doubt);
    }

    private Ruling rule(Difference difference) {
        return judge.rule(difference.aroundMeasured(), bound.limit(difference.control()));
    }

    /** Lateness makes either slice look slow: the difference is least without the one and most without the other. */
    private @Nullable String doubt(Ruling ruling, Difference difference, Observation seen, Observation control) {
        Function<Estimate, Ruling> ownLess = less -> rule(new Difference(less, difference.control(), bound.factor()));
        Function<Estimate, Ruling> controlLess =
                less -> rule(new Difference(difference.measured(), less, bound.factor()));
        String own = ClientHealth.doubt(threshold.metric(), ruling, seen, ownLess);
        String other = ClientHealth.doubtOfControl(threshold.metric(), ruling, control, controlLess);
        return own != null ? own : other == null ? null : "in the control slice " + other;
    }

    private Check found(Ruling ruling, Difference difference, double limit, String why) {
        return new Check(
                threshold,
                ruling,
                difference.measured(),
                limit,
                threshold.text() + " (" + shown(limit) + ") " + ruling.verb() + ": " + why);
    }

    private String figures(Difference difference) {
        Estimate estimate = difference.estimate();
        String times = bound.factor() == 1 ? "" : " times " + Require.plain(bound.factor());
        String interval = estimate.low() == estimate.high()
                ? ""
                : ", 95% interval " + shown(estimate.low()) + " to " + shown(estimate.high());
        return shown(difference.measured().value()) + " measured, "
                + shown(difference.control().value()) + times + " in the control slice, difference "
                + shown(estimate.value()) + interval + ", "
                + difference.measured().samples() + " and "
                + difference.control().samples() + " samples";
    }

    private String shown(double value) {
        return threshold.metric().unit().shown(value);
    }
}
