package dev.faultline.experiment.report;

import dev.faultline.experiment.model.Method;
import dev.faultline.experiment.step.FaultsStep;
import dev.faultline.experiment.step.LearnStep;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.plan.Comparison;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.GrpcStatus;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.platform.wire.InvalidValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * Whether the injector's answers were like what the plan was learned from. What nobody answered while it was in force is taken
 * for its doing.
 *
 * @param source who had measured it
 */
public record Rehearsal(String source, Comparison comparison) {

    private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");

    /** Returns that of an experiment with one learned plan and no other; null of any other experiment. */
    static @Nullable Rehearsal of(ExperimentResult result) {
        Method method = result.experiment().method();
        List<LearnStep> steps = method.steps().stream()
                .filter(LearnStep.class::isInstance)
                .map(LearnStep.class::cast)
                .toList();
        boolean others = method.steps().stream().anyMatch(FaultsStep.class::isInstance);
        if (steps.size() != 1
                || others
                || method.sweep() != null
                || !steps.get(0).isLearned()) {
            return null;
        }
        LearnStep step = steps.get(0);
        return result.phases().stream()
                .filter(phase -> phase.state() == State.INJECT)
                .findFirst()
                .map(phase -> compared(step, phase.tally(), method))
                .orElse(null);
    }

    private static @Nullable Rehearsal compared(LearnStep step, Tally tally, Method method) {
        String source = step.learned().path("source").asText();
        try {
            return new Rehearsal(source, Comparison.ofPlan(step.learned(), measured(tally), method.heldWith(step)));
        } catch (InvalidValue e) {
            // A plan that somebody has edited, in a way that can't be compared.
            return null;
        }
    }

    private static Measured measured(Tally tally) {
        Measured measured = new Measured();
        Histogram times =
                tally.select(new Scope.By(Answerer.INJECTOR)).latency().histogram();
        for (HistogramIterationValue each : times.recordedValues()) {
            long low = times.lowestEquivalentValue(each.getValueIteratedTo());
            measured.latency()
                    .add(low, times.nextNonEquivalentValue(low), (double) each.getCountAddedInThisIterationStep());
        }
        tally.injectedStatuses().forEach((status, count) -> {
            if (STATUS.matcher(status).matches()) {
                measured.add(new Outcome.Status(Integer.parseInt(status)), (double) count);
            }
        });
        Outcome.Status ok = new Outcome.Status(200);
        tally.injectedGrpcStatuses().forEach((status, count) -> {
            if (status != GrpcStatus.OTHER && status != GrpcStatus.NONE) {
                measured.move(ok, new Outcome.Grpc(status), (double) count);
            }
        });
        measured.move(ok, Outcome.Broken.TRUNCATED, (double) tally.count(ResultClass.TRUNCATED, Answerer.INJECTOR));
        Map.of(
                        ResultClass.RESET, Outcome.Broken.RESET,
                        ResultClass.CLOSE, Outcome.Broken.CLOSE,
                        ResultClass.TIMEOUT, Outcome.Broken.TIMEOUT)
                .forEach((broken, outcome) -> measured.add(outcome, (double) tally.count(broken)));
        return measured;
    }

    /** Returns the word and why, as a sentence without the full stop. */
    public String sentence() {
        return comparison.likeness().wire() + ": " + comparison.reason() + " (learned from " + source + ")";
    }

    /** Returns percentiles and shares beside each other; the head first. */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "asked", "observed", "95% interval"));
        Comparison.Times times = comparison.latency();
        if (times != null) {
            times.percentiles()
                    .forEach(pair -> rows.add(List.of(
                            pair.name(), PhaseTable.millis(pair.asked()), PhaseTable.millis(pair.observed()), "")));
            rows.add(List.of(
                    "distance (Kolmogorov-Smirnov)",
                    "",
                    number(times.distance()),
                    "critical " + number(times.critical())));
        }
        Comparison.Shares shares = comparison.outcomes();
        if (shares != null) {
            shares.shares().forEach(share -> rows.add(row(share)));
            rows.add(List.of(
                    "chi-square, degrees of freedom: " + shares.degrees(),
                    "",
                    number(shares.chiSquare()),
                    "probability " + number(shares.probability())));
        }
        return rows;
    }

    private static List<String> row(Comparison.Share share) {
        Estimate observed = share.observed();
        return List.of(
                share.outcome(),
                percent(share.asked()),
                percent(observed.value()),
                percent(observed.low()) + " to " + percent(observed.high()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
