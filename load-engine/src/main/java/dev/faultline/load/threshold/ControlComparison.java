package dev.faultline.load.threshold;

import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.platform.wire.Require;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a figure with the same figure of the control slice: by the interval of their difference, never by two
 * intervals.
 *
 * @param judge what a figure with the interval of the difference says about the limit
 */
record ControlComparison(Threshold threshold, Bound.OfControl bound, long atLeast, Threshold.Judge judge) {

    /** Returns the finding; a control slice without data decides nothing. */
    ThresholdCheck check(Estimate measured, TimedTally seen, TimedTally controlSlice) {
        Optional<Estimate> compared = threshold.metric().measure(controlSlice);
        if (compared.isEmpty()) {
            String because = threshold.text() + " is undecided: no data in the control slice";
            return new ThresholdCheck(threshold, Ruling.UNDECIDED, measured, null, because);
        }
        Estimate control = compared.get();
        if (Double.isInfinite(control.value())) {
            String because = threshold.text() + " is undecided: in the control slice "
                    + threshold.metric().words(control);
            return new ThresholdCheck(threshold, Ruling.UNDECIDED, measured, null, because);
        }
        String unknown = UnknownAnswers.doubt(threshold.metric(), controlSlice.tally());
        if (unknown != null) {
            return found(Ruling.UNDECIDED, measured, control, "in the control slice " + unknown);
        }
        long samples = Math.min(measured.samples(), control.samples());
        if (samples < atLeast) {
            String why = "too few samples, " + samples + " of " + atLeast;
            return found(Ruling.UNDECIDED, measured, control, why);
        }
        Ruling ruling = rule(measured, control);
        // Lateness makes either slice look slow: the difference is least without the one and most without the other.
        String own = ClientInterference.doubt(threshold.metric(), ruling, seen, less -> rule(less, control));
        String other = ClientInterference.doubtOfControl(
                threshold.metric(), ruling, controlSlice, less -> rule(measured, less));
        @Nullable String doubt = own != null ? own : other == null ? null : "in the control slice " + other;
        return doubt == null
                ? found(ruling, measured, control, figures(measured, control))
                : found(Ruling.UNDECIDED, measured, control, doubt);
    }

    private Ruling rule(Estimate measured, Estimate control) {
        return judge.rule(measured.withIntervalOfDifference(control, bound.factor()), bound.limit(control));
    }

    private ThresholdCheck found(Ruling ruling, Estimate measured, Estimate control, String why) {
        double limit = bound.limit(control);
        return new ThresholdCheck(
                threshold,
                ruling,
                measured,
                limit,
                threshold.text() + " (" + threshold.format(limit) + ") " + ruling.verb() + ": " + why);
    }

    private String figures(Estimate measured, Estimate control) {
        String times = bound.factor() == 1 ? "" : " times " + Require.plain(bound.factor());
        return threshold.measured(measured) + ", "
                + threshold.format(control.value()) + times + " in the control slice"
                + difference(measured.minus(control, bound.factor())) + ", "
                + measured.samples() + " and " + control.samples() + " samples";
    }

    private String difference(Estimate difference) {
        if (Double.isInfinite(difference.value())) {
            return "";
        }
        String low = Double.isInfinite(difference.low()) ? "" : threshold.format(difference.low());
        String high = Double.isInfinite(difference.high()) ? "" : threshold.format(difference.high());
        String interval = difference.low() == difference.high()
                ? ""
                : low.isEmpty() && high.isEmpty()
                        ? " without bounds"
                        : ", 95% interval "
                                + (low.isEmpty()
                                        ? "up to " + high
                                        : high.isEmpty() ? low + " and more" : low + " to " + high);
        return ", difference " + threshold.format(difference.value()) + interval;
    }
}
