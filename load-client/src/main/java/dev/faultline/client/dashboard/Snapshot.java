package dev.faultline.client.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.Split;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of the system at one moment, as far as its changes are events. Immutable.
 *
 * @param split the weights in force; null if they are not known, or if there is no split
 * @param faults what the injector does; null if that is not known
 * @param load the plan in force; null if nothing is sent
 * @param phases where each experiment of this process is, by its id
 */
record Snapshot(
        @Nullable Split split,
        @Nullable Faults faults,
        @Nullable LoadPlan load,
        Map<String, EventLog.Phase> phases) {

    Snapshot {
        phases = Map.copyOf(phases);
    }

    /**
     * What an injector does at one moment. Immutable.
     *
     * @param plan as its control API tells it; not to be changed
     * @param expired whether the plan has ended by itself
     */
    record Faults(JsonNode plan, boolean expired) {

        /** Returns what that plan does at that time. */
        static Faults at(Instant now, JsonNode plan) {
            return new Faults(plan, hasExpired(plan.path("expiresAt").asText(""), now));
        }

        private static boolean hasExpired(String end, Instant now) {
            try {
                return !end.isEmpty() && !Instant.parse(end).isAfter(now);
            } catch (DateTimeException e) {
                // The page shows what the injector says; it is only no event here.
                return false;
            }
        }

        private String text(Faults before) {
            List<String> rules = new ArrayList<>();
            plan.path("rules").forEach(rule -> rules.add(rule.path("name").asText("rule")));
            if (rules.isEmpty()) {
                return "faults off";
            }
            boolean byItself = expired && before.plan.equals(plan);
            return byItself ? "faults expired" : "faults " + String.join(", ", rules);
        }
    }

    /** Returns what has changed since an earlier snapshot. What one of the two does not know has not changed. */
    List<EventLog.Event> changesSince(Snapshot before, Instant now) {
        long time = now.toEpochMilli();
        List<EventLog.Event> events = new ArrayList<>();
        if (split != null && before.split != null && !split.equals(before.split)) {
            events.add(new EventLog.Event(time, EventLog.Kind.SPLIT, text(split), null));
        }
        if (faults != null && before.faults != null && !faults.equals(before.faults)) {
            events.add(new EventLog.Event(time, EventLog.Kind.FAULTS, faults.text(before.faults), null));
        }
        if (!Objects.equals(load, before.load)) {
            events.add(new EventLog.Event(time, EventLog.Kind.LOAD, text(load), null));
        }
        phases.forEach((id, phase) -> {
            if (!phase.equals(before.phases.get(id))) {
                events.add(new EventLog.Event(time, EventLog.Kind.PHASE, phase.text(), phase));
            }
        });
        return events;
    }

    private static String text(Split split) {
        return split.weights().entrySet().stream()
                .map(weight -> weight.getKey() + " " + weight.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String text(@Nullable LoadPlan load) {
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
