package dev.faultline.experiment.run;

import dev.faultline.load.measure.Window;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.SlidingEvaluator;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Judges thresholds during a span of time: those with an {@code over} in every window of that length, second by second, and
 * the others on the whole, at the end. A window holds what ended in it; the whole holds what was due in it. Confined to the
 * thread of the experiment.
 */
final class ThresholdEvaluator implements ExperimentClock.WindowListener {

    private final List<Threshold> thresholds;
    private final SlidingEvaluator.Evaluation evaluation;
    private final Supplier<Reference> reference;
    private final Map<Duration, SlidingEvaluator> sliding = new LinkedHashMap<>();

    /** @param reference what windows are compared with, asked for each time */
    ThresholdEvaluator(
            List<Threshold> thresholds, SlidingEvaluator.Evaluation evaluation, Supplier<Reference> reference) {
        this.thresholds = thresholds;
        this.evaluation = evaluation;
        this.reference = reference;
        Map<Duration, List<Threshold>> byLength = thresholds.stream()
                .filter(threshold -> threshold.over() != null)
                .collect(Collectors.groupingBy(Threshold::over, LinkedHashMap::new, Collectors.toList()));
        byLength.forEach((over, same) -> sliding.put(over, new SlidingEvaluator(over, same, evaluation)));
    }

    @Override
    public void begin(long now) {
        sliding.values().forEach(each -> each.begin(now));
    }

    @Override
    public void seconds(List<Window> ended) {
        sliding.values().forEach(each -> each.add(ended, reference.get()));
    }

    @Override
    public void end(long now) {
        sliding.values().forEach(each -> each.end(now, reference.get()));
    }

    /** Returns what was found so far of the thresholds that look over a time. */
    List<ThresholdCheck> found() {
        List<ThresholdCheck> found = new ArrayList<>();
        for (Threshold threshold : thresholds) {
            SlidingEvaluator windows = threshold.over() == null ? null : sliding.get(threshold.over());
            if (windows != null) {
                found.add(windows.worst(threshold));
            }
        }
        return found;
    }

    /** Returns what was found, and judges the rest on the whole. */
    List<ThresholdCheck> judge(TimedTally whole, Reference compared) {
        return thresholds.stream()
                .map(threshold -> {
                    SlidingEvaluator windows = threshold.over() == null ? null : sliding.get(threshold.over());
                    return windows == null ? evaluation.judge(threshold, whole, compared) : windows.worst(threshold);
                })
                .toList();
    }
}
