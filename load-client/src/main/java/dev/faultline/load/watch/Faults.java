package dev.faultline.load.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an injector does at one moment. Immutable.
 *
 * @param plan as its control API tells it; not to be changed
 * @param expired whether the plan has come to its end by itself
 */
public record Faults(JsonNode plan, boolean expired) {

    /** Returns what that plan does at that time; one that says no end has none. */
    public static Faults at(Instant now, JsonNode plan) {
        return new Faults(plan, hasExpired(plan.path("expiresAt").asText(""), now));
    }

    private static boolean hasExpired(String end, Instant now) {
        try {
            return !end.isEmpty() && !Instant.parse(end).isAfter(now);
        } catch (DateTimeException e) {
            // The injector's own words are shown as they are; they only mark no moment here.
            return false;
        }
    }

    /** Returns what is so now and was not before. */
    String words(Faults before) {
        List<String> rules = new ArrayList<>();
        plan.path("rules").forEach(rule -> rules.add(rule.path("name").asText("rule")));
        if (rules.isEmpty()) {
            return "faults off";
        }
        boolean itself = expired && before.plan.equals(plan);
        return itself ? "faults expired" : "faults " + String.join(", ", rules);
    }
}
