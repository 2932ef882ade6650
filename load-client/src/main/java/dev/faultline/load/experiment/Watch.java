package dev.faultline.load.experiment;

import dev.faultline.load.measure.Window;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Sliding;
import dev.faultline.load.slo.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Judges thresholds while the load is looked at: those that look {@code over} a time in every window of that length,
 * second by second, and the others on the whole at its end. Windows hold what ended in them; the whole holds what was
 * due in it. Confined to the thread of the experiment.
 */
final class Watch implements Passage.Onlooker {

    private final List<Threshold> thresholds;
    private final Sliding.Rigour rigour;
    private final Supplier<Reference> reference;
    private final Map<Duration, Sliding> sliding = new LinkedHashMap<>();

    /** @param reference what windows are compared with, asked for each time */
    Watch(List<Threshold> thresholds, Sliding.Rigour rigour, Supplier<Reference> reference) {
        this.thresholds = thresholds;
        this.rigour = rigour;
        this.reference = reference;
        Map<Duration, List<Threshold>> byLength = thresholds.stream()
                .filter(threshold -> threshold.over() != null)
                .collect(Collectors.groupingBy(Threshold::over, LinkedHashMap::new, Collectors.toList()));
        byLength.forEach((over, same) -> sliding.put(over, new Sliding(over, same, rigour)));
    }

    @Override
    public void begin(long now) {
        sliding.values().forEach(each -> each.begin(now));
    }

    @Override
    public void look(List<Window> seconds) {
        sliding.values().forEach(each -> each.add(seconds, reference.get()));
    }

    @Override
    public void end(long now) {
        sliding.values().forEach(each -> each.end(now, reference.get()));
    }

    /** Returns what was found so far of the thresholds that look over a time. */
    List<Check> found() {
        List<Check> found = new ArrayList<>();
        for (Threshold threshold : thresholds) {
            Sliding windows = threshold.over() == null ? null : sliding.get(threshold.over());
            if (windows != null) {
                found.add(windows.worst(threshold));
            }
        }
        return found;
    }

    /** Returns what was found, and judges the rest on the whole. */
    List<Check> judge(Observation whole, Reference compared) {
        return thresholds.stream()
                .map(threshold -> {
                    Sliding windows = threshold.over() == null ? null : sliding.get(threshold.over());
                    return windows == null ? rigour.judge(threshold, whole, compared) : windows.worst(threshold);
                })
                .toList();
    }
}
