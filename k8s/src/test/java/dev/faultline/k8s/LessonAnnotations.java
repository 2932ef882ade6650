package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How Linkerd reads annotations of Services and routes. What it can't read it passes over, with a line in the log of its
 * controller that nobody sees.
 */
final class LessonAnnotations {

    private static final String RETRY = "retry.linkerd.io/";
    private static final String TIMEOUT = "timeout.linkerd.io/";
    private static final String BREAKER = "balancer.linkerd.io/failure-accrual";

    /** A whole number and one unit: no fraction, no second unit. */
    private static final Pattern DURATION = Pattern.compile("[0-9]+(?:ms|s|m|h|d)");

    private static final String CODE = "[1-5][0-9][0-9]";
    private static final Pattern HTTP_CONDITIONS = list("5xx|gateway-error|" + CODE + "(?:-" + CODE + ")?");
    private static final Pattern GRPC_CONDITIONS =
            list("cancelled|deadline-exceeded|internal|resource-exhausted|unavailable");
    /** 0 would be read as 1. */
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,3}");

    private static final Map<String, Pattern> KNOWN = Map.ofEntries(
            Map.entry(RETRY + "http", HTTP_CONDITIONS),
            Map.entry(RETRY + "grpc", GRPC_CONDITIONS),
            Map.entry(RETRY + "limit", COUNT),
            Map.entry(RETRY + "timeout", DURATION),
            Map.entry(TIMEOUT + "request", DURATION),
            Map.entry(TIMEOUT + "response", DURATION),
            Map.entry(TIMEOUT + "idle", DURATION),
            Map.entry(BREAKER, Pattern.compile("consecutive|unified")),
            Map.entry(BREAKER + "-consecutive-max-failures", COUNT),
            Map.entry(BREAKER + "-consecutive-min-penalty", DURATION),
            Map.entry(BREAKER + "-consecutive-max-penalty", DURATION),
            Map.entry(BREAKER + "-consecutive-jitter-ratio", Pattern.compile("0(?:\\.[0-9]+)?|1(?:\\.0+)?")));

    private LessonAnnotations() {}

    /** Returns what is wrong with the annotations of the object; nothing if they are right or there are none. */
    static List<String> problems(JsonNode object) {
        List<String> problems = new ArrayList<>();
        String kind = object.path("kind").asText();
        JsonNode annotations = object.at("/metadata/annotations");
        annotations.properties().forEach(annotation -> {
            String key = annotation.getKey();
            JsonNode value = annotation.getValue();
            if (!value.isTextual()) {
                problems.add(key + " must be a string: quote it");
            } else if (key.contains("linkerd.io/")) {
                checkPlace(kind, key, problems);
                checkValue(key, value.textValue(), problems);
            }
        });
        boolean settings = annotations.properties().stream()
                .anyMatch(annotation -> annotation.getKey().startsWith(BREAKER + "-"));
        if (settings && !annotations.has(BREAKER)) {
            problems.add(BREAKER + " must be given: its settings alone do nothing");
        }
        return problems;
    }

    private static void checkPlace(String kind, String key, List<String> problems) {
        Set<String> kinds = Set.of("Service", "HTTPRoute", "GRPCRoute");
        if (key.startsWith(BREAKER)) {
            kinds = Set.of("Service");
        } else if (key.equals(RETRY + "http")) {
            kinds = Set.of("Service", "HTTPRoute");
        } else if (key.equals(RETRY + "grpc")) {
            kinds = Set.of("Service", "GRPCRoute");
        }
        if (!kinds.contains(kind)) {
            problems.add(key + " is ignored on a " + kind);
        }
    }

    private static void checkValue(String key, String value, List<String> problems) {
        Pattern grammar = KNOWN.get(key);
        if (grammar == null) {
            problems.add(key + " is not known to Linkerd");
        } else if (!grammar.matcher(value).matches() || falling(value)) {
            problems.add(key + " can't be read by Linkerd: " + value);
        }
    }

    /** Returns whether a range of codes ends before it begins. */
    private static boolean falling(String value) {
        for (String part : value.split(",", -1)) {
            if (part.matches(CODE + "-" + CODE) && part.substring(0, 3).compareTo(part.substring(4)) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Separated by commas without blanks. */
    private static Pattern list(String element) {
        return Pattern.compile("(?:" + element + ")(?:,(?:" + element + "))*");
    }
}
