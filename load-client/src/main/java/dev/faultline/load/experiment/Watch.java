package dev.faultline.load.experiment;

import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Observation;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Sliding;
import dev.faultline.load.slo.Threshold;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Judges thresholds while the load is looked at: those that look {@code over} a time in every window of that length,
 * second by second, and the others on the whole at its end. Windows hold what ended in them; the whole holds what was
 * due in it. Confined to the thread of the experiment.
 */
final class Watch {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Surroundings around;
    private final List<Threshold> thresholds;
    private final Sliding.Rigour rigour;
    private final Map<Duration, Sliding> sliding;

    Watch(Surroundings around, List<Threshold> thresholds, Sliding.Rigour rigour) {
        this.around = around;
        this.thresholds = thresholds;
        this.rigour = rigour;
        Map<Duration, List<Threshold>> byLength = thresholds.stream()
                .filter(threshold -> threshold.over() != null)
                .collect(Collectors.groupingBy(Threshold::over, LinkedHashMap::new, Collectors.toList()));
        this.sliding = new LinkedHashMap<>();
        byLength.forEach((over, same) -> sliding.put(over, new Sliding(over, same, rigour)));
    }

    /** Lets that much time pass, or less if the event happens, and judges each second of it. */
    void pause(Duration duration, CompletableFuture<?> unless, Reference reference) {
        if (sliding.isEmpty()) {
            around.pause().atMost(duration, unless);
            return;
        }
        long start = around.nanoTime().getAsLong();
        sliding.values().forEach(each -> each.begin(start));
        long left = duration.toNanos();
        while (left > 0 && !unless.isDone()) {
            around.pause().atMost(Duration.ofNanos(Math.min(left, SECOND.toNanos())), unless);
            long now = around.nanoTime().getAsLong();
            sliding.values().forEach(each -> each.add(around.seconds().last(KEPT, now), reference));
            left = duration.toNanos() - (now - start);
        }
        long end = around.nanoTime().getAsLong();
        sliding.values().forEach(each -> each.end(end, reference));
    }

    /** Returns what was found, and judges the rest on the whole. */
    List<Check> judge(Observation whole, Reference reference) {
        return thresholds.stream()
                .map(threshold -> {
                    Sliding windows = threshold.over() == null ? null : sliding.get(threshold.over());
                    return windows == null ? rigour.judge(threshold, whole, reference) : windows.worst(threshold);
                })
                .toList();
    }
}
