package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What objects of Chaos Mesh 2.8 must keep to beyond their schemas: what its webhook refuses, what it takes and does
 * nothing with, and what hits the wrong container or pod.
 */
final class ChaosRules {

    private static final String NAME = "app.kubernetes.io/name";
    private static final Set<String> OURS = Set.of("demo-backend", "load-client", "error-injector");
    private static final Set<String> INTO_CONTAINERS = Set.of("StressChaos", "DNSChaos", "IOChaos", "TimeChaos");
    private static final Set<String> ONE_SHOT = Set.of("pod-kill", "container-kill");

    private ChaosRules() {}

    /** Returns what is wrong with the object; nothing if it is right. */
    static List<String> problems(JsonNode object) {
        List<String> problems = new ArrayList<>();
        if (!object.at("/metadata/labels/app.kubernetes.io~1part-of").asText().equals("faultline")) {
            problems.add("metadata.labels must say part-of faultline");
        }
        if (object.path("metadata").has("namespace")) {
            problems.add("metadata.namespace must be left to who applies it");
        }
        String kind = object.path("kind").asText();
        JsonNode spec = object.path("spec");
        String name = object.at("/metadata/name").asText();
        switch (kind) {
            case "Schedule" -> problems.addAll(ChaosSchedules.problems(name, spec));
            case "Workflow" -> problems.addAll(ChaosWorkflows.problems(name, spec));
            default -> {
                problems.addAll(body(kind, spec));
                checkDuration(spec, problems);
            }
        }
        return problems;
    }

    /** Returns what is wrong with the body of a chaos wherever it stands, but for its duration. */
    static List<String> body(String kind, JsonNode spec) {
        List<String> problems = new ArrayList<>();
        if (spec.has("scheduler")) {
            problems.add("scheduler is gone since Chaos Mesh 2: make it a Schedule");
        }
        checkMode(spec, problems);
        String selected = checkSelector(spec, problems);
        if (spec.has("target") && spec.path("target").isObject()) {
            checkMode(spec.path("target"), problems);
            String other = checkSelector(spec.path("target"), problems);
            if (other.equals(selected)) {
                problems.add("target must be another service");
            }
        }
        boolean into =
                INTO_CONTAINERS.contains(kind) || spec.path("action").asText().equals("container-kill");
        JsonNode containers = spec.path("containerNames");
        if (into && containers.isEmpty()) {
            problems.add("containerNames must be given: else it is the first container, maybe the mesh's proxy");
        }
        for (JsonNode container : containers) {
            if (!container.asText().equals(selected)) {
                problems.add("containerNames must be " + selected + ", as its pods have it, was " + container);
            }
        }
        problems.addAll(ChaosActions.problems(kind, spec));
        return problems;
    }

    /** Checks that what lasts ends by itself. */
    static void checkDuration(JsonNode spec, List<String> problems) {
        boolean oneShot = ONE_SHOT.contains(spec.path("action").asText());
        if (oneShot && spec.has("duration")) {
            problems.add("duration does nothing for " + spec.path("action").asText());
        }
        if (!oneShot && !ChaosText.isDuration(spec.path("duration"))) {
            problems.add("duration must be given, such as 60s, was " + spec.path("duration"));
        }
    }

    private static void checkMode(JsonNode spec, List<String> problems) {
        String mode = spec.path("mode").asText();
        JsonNode value = spec.path("value");
        switch (mode) {
            case "one", "all" -> {
                if (!value.isMissingNode()) {
                    problems.add("value does nothing with mode " + mode);
                }
            }
            case "fixed", "fixed-percent", "random-max-percent" -> {
                boolean right = value.isTextual() && value.textValue().matches("[1-9][0-9]{0,3}");
                if (!right || (mode.endsWith("percent") && Integer.parseInt(value.textValue()) > 100)) {
                    problems.add("value must be a number in quotes for mode " + mode + ", was " + value);
                }
            }
            default -> problems.add("mode must be given");
        }
    }

    private static String checkSelector(JsonNode spec, List<String> problems) {
        JsonNode selector = spec.path("selector");
        String name = selector.path("labelSelectors").path(NAME).asText();
        if (!OURS.contains(name)) {
            problems.add("selector.labelSelectors must name one of " + OURS + ": without it is every pod");
        }
        if (selector.has("namespaces")) {
            problems.add("selector.namespaces must be left out: then it is the object's own");
        }
        return name;
    }
}
