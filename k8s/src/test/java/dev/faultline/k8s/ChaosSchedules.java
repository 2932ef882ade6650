package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a Schedule must keep to, as an object or in a Workflow. */
final class ChaosSchedules {

    private static final int LONGEST_NAME = 57;

    private ChaosSchedules() {}

    /** Returns what is wrong with a Schedule of that name; nothing if it is right. */
    static List<String> problems(String name, JsonNode spec) {
        List<String> problems = new ArrayList<>();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            problems.add("metadata.name must have at most " + LONGEST_NAME + " characters");
        }
        if (!ChaosText.isSchedule(spec.path("schedule"))) {
            problems.add("schedule must be @every DURATION or cron, was " + spec.path("schedule"));
        }
        if (spec.path("historyLimit").asInt() < 1) {
            problems.add("historyLimit must be 1 or more: without it a pod-kill is collected before it acts");
        }
        if (!Set.of("Forbid", "Allow").contains(spec.path("concurrencyPolicy").asText())) {
            problems.add("concurrencyPolicy must be given");
        }
        long period = ChaosText.periodSeconds(spec.path("schedule"));
        if (spec.has("startingDeadlineSeconds")
                && spec.path("startingDeadlineSeconds").asLong() <= period) {
            problems.add(
                    "startingDeadlineSeconds must be left out or longer than " + period + " s: else it never fires");
        }
        String type = spec.path("type").asText();
        if (type.equals("HTTPChaos")) {
            problems.add("type must not be HTTPChaos: repeated it is known not to work");
        }
        JsonNode body = spec.path(key(type));
        if (!body.isObject()) {
            problems.add("the body of type " + type + " must be given as " + key(type));
        } else {
            problems.addAll(ChaosRules.body(type, body));
            ChaosRules.checkDuration(body, problems);
            boolean overlaps = !spec.path("concurrencyPolicy").asText().equals("Forbid")
                    || ChaosText.seconds(body.path("duration").asText("")) >= period;
            if (body.path("action").asText().equals("pod-failure") && overlaps) {
                problems.add("pod-failure must end before the next, and with Forbid: else no pod is left");
            }
        }
        return problems;
    }

    /** Returns where the body of that kind stands: podChaos, dnsChaos, ioChaos. */
    static String key(String type) {
        String what = type.endsWith("Chaos") ? type.substring(0, type.length() - "Chaos".length()) : type;
        boolean initials = what.equals(what.toUpperCase(Locale.ROOT));
        String first = what.isEmpty() ? "" : what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1);
        return (initials ? what.toLowerCase(Locale.ROOT) : first) + "Chaos";
    }
}
