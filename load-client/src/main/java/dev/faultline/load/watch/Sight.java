package dev.faultline.load.watch;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is seen at one moment. Immutable.
 *
 * @param split the weights in force; null if they are not known, or if there is no split
 * @param faults what the injector does; null if that is not known
 * @param load the plan in force; null if nothing is sent
 * @param phases where each experiment is, by its name in the API, such as {@code Kill a pod: baseline}
 */
public record Sight(
        @Nullable Split split,
        @Nullable Faults faults,
        @Nullable LoadPlan load,
        Map<String, String> phases) {

    /** Copies the phases. */
    public Sight {
        phases = Map.copyOf(phases);
    }

    /**
     * Returns what has changed since another moment. What was not known at one of them has not changed.
     *
     * @param now when this was seen
     */
    public List<Mark> since(Sight before, Instant now) {
        long time = now.toEpochMilli();
        List<Mark> marks = new ArrayList<>();
        if (split != null && before.split != null && !split.equals(before.split)) {
            marks.add(new Mark(time, Mark.Kind.SPLIT, words(split)));
        }
        if (faults != null && before.faults != null && !faults.equals(before.faults)) {
            marks.add(new Mark(time, Mark.Kind.FAULTS, faults.words(before.faults)));
        }
        if (!Objects.equals(load, before.load)) {
            marks.add(new Mark(time, Mark.Kind.LOAD, words(load)));
        }
        new LinkedHashMap<>(phases).forEach((id, phase) -> {
            if (!phase.equals(before.phases.get(id))) {
                marks.add(new Mark(time, Mark.Kind.PHASE, phase));
            }
        });
        return marks;
    }

    private static String words(Split split) {
        return split.weights().entrySet().stream()
                .map(weight -> weight.getKey() + " " + weight.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String words(@Nullable LoadPlan load) {
        if (load == null) {
            return "no load";
        }
        Double rate = load.demand().rate();
        Integer concurrency = load.demand().concurrency();
        String demand = rate != null ? number(rate) + "/s" : concurrency != null ? concurrency + " callers" : "stages";
        return demand + " to " + load.target();
    }

    private static String number(double rate) {
        return rate == Math.rint(rate) ? Long.toString((long) rate) : Double.toString(rate);
    }
}
