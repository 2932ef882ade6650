package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What each kind of chaos must keep to in the fields that are its own. */
final class ChaosActions {

    private static final Set<String> SHAPES = Set.of("delay", "loss", "duplicate", "corrupt", "bandwidth", "rate");
    /** The only place that our pods can write to. */
    private static final String VOLUME = "/tmp";

    private ChaosActions() {}

    /** Returns what is wrong with the body of a chaos of that kind; nothing if it is right. */
    static List<String> problems(String kind, JsonNode spec) {
        List<String> problems = new ArrayList<>();
        switch (kind) {
            case "NetworkChaos" -> checkNetwork(spec, problems);
            case "StressChaos" -> checkStress(spec, problems);
            case "DNSChaos" -> checkDns(spec, problems);
            case "IOChaos" -> checkIo(spec, problems);
            case "TimeChaos" -> checkTime(spec, problems);
            case "HTTPChaos" -> checkHttp(spec, problems);
            case "PodChaos" -> {}
            default -> problems.add("kind " + kind + " is none that is known here");
        }
        return problems;
    }

    private static void checkNetwork(JsonNode spec, List<String> problems) {
        String action = spec.path("action").asText();
        for (String shape : SHAPES) {
            boolean meant = shape.equals(action);
            if (meant != spec.has(shape)) {
                problems.add(shape + (meant ? " must be given" : " does nothing with action " + action));
            }
        }
        boolean oneSided = spec.path("direction").asText("to").equals("to");
        if (!spec.has("target") && (!oneSided || action.equals("partition"))) {
            problems.add("target must be given: who is on the other side");
        }
        for (String share : List.of("loss", "corrupt", "duplicate")) {
            JsonNode value = spec.path(share).path(share);
            if (!value.isMissingNode() && !ChaosText.isPercent(value)) {
                problems.add(share + " must be a percentage in quotes, was " + value);
            }
        }
        for (String shape : SHAPES) {
            JsonNode correlation = spec.path(shape).path("correlation");
            if (!correlation.isMissingNode() && !ChaosText.isPercent(correlation)) {
                problems.add("correlation must be a percentage in quotes, was " + correlation);
            }
        }
        if (action.equals("delay") && !ChaosText.isDuration(spec.at("/delay/latency"))) {
            problems.add("latency must be a duration such as 100ms");
        }
        if (action.equals("bandwidth") && !ChaosText.isRate(spec.at("/bandwidth/rate"))) {
            problems.add("rate must be such as 1mbit, was " + spec.at("/bandwidth/rate"));
        }
    }

    private static void checkStress(JsonNode spec, List<String> problems) {
        JsonNode stressors = spec.path("stressors");
        if (stressors.isEmpty()) {
            problems.add("stressors must be given");
        }
        for (JsonNode stressor : stressors) {
            if (stressor.path("workers").asInt() < 1) {
                problems.add("workers must be 1 or more");
            }
        }
        JsonNode memory = stressors.path("memory");
        if (memory.isObject() && !ChaosText.isSize(memory.path("size"))) {
            problems.add("size must be given, such as 64MB: else it is all the memory there is");
        }
    }

    private static void checkDns(JsonNode spec, List<String> problems) {
        JsonNode patterns = spec.path("patterns");
        if (patterns.isEmpty()) {
            problems.add("patterns must be given: else it is every name");
        }
        for (JsonNode pattern : patterns) {
            int star = pattern.asText().indexOf('*');
            if (star >= 0 && star < pattern.asText().length() - 1) {
                problems.add("patterns may have a star only at the end, was " + pattern);
            }
        }
    }

    private static void checkIo(JsonNode spec, List<String> problems) {
        if (!spec.path("volumePath").asText().equals(VOLUME)) {
            problems.add("volumePath must be " + VOLUME + ", the only place that can be written to");
        }
        if (!spec.path("path").asText(VOLUME + "/").startsWith(VOLUME + "/")) {
            problems.add("path must lie in " + VOLUME);
        }
        String action = spec.path("action").asText();
        if (action.equals("fault") && spec.path("errno").asInt() < 1) {
            problems.add("errno must be given and not 0");
        }
        if (action.equals("latency") && !ChaosText.isDuration(spec.path("delay"))) {
            problems.add("delay must be a duration such as 100ms");
        }
        int percent = spec.path("percent").asInt(-1);
        if (percent < 1 || percent > 100) {
            problems.add("percent must be from 1 to 100");
        }
    }

    private static void checkTime(JsonNode spec, List<String> problems) {
        if (!ChaosText.isOffset(spec.path("timeOffset"))) {
            problems.add("timeOffset must be such as -10m, was " + spec.path("timeOffset"));
        }
        JsonNode clocks = spec.path("clockIds");
        if (clocks.size() != 1 || !clocks.path(0).asText().equals("CLOCK_REALTIME")) {
            problems.add("clockIds must be CLOCK_REALTIME alone: a JVM's timers run by the other");
        }
    }

    private static void checkHttp(JsonNode spec, List<String> problems) {
        if (spec.path("port").asInt() < 1) {
            problems.add("port must be given");
        }
        boolean unmeshed = false;
        for (JsonNode expression : spec.at("/selector/expressionSelectors")) {
            unmeshed |= expression.path("key").asText().equals("linkerd.io/control-plane-ns")
                    && expression.path("operator").asText().equals("DoesNotExist");
        }
        if (!unmeshed) {
            problems.add("selector must leave out meshed pods");
        }
    }
}
