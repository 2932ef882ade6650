package dev.faultline.load.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what objects of Chaos Mesh come to on one machine, where each service is one process: pods that are killed or
 * fail, now or on a schedule, and CPU that is taken away. Everything else needs a cluster.
 */
final class LocalFaults {

    private static final String NAME_LABEL = "app.kubernetes.io/name";
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern EVERY = Pattern.compile("@every (.+)");
    private static final Duration LONGEST = Duration.ofHours(1);
    /** Beyond, hardly anything could tell it from a process that has gone. */
    private static final int MOST_PERCENT = 95;

    private LocalFaults() {}

    /**
     * Returns what the object comes to.
     *
     * @throws InvalidValue saying what of it needs Kubernetes
     */
    static LocalFault of(ObjectNode object) {
        if (!ChaosMesh.knows(object)) {
            throw needsKubernetes("apiVersion", object.path("apiVersion"));
        }
        ChaosMesh.check(object);
        JsonNode spec = object.path("spec");
        return switch (object.path("kind").asText()) {
            case "PodChaos" -> pod(spec, "spec");
            case "StressChaos" -> stress(spec);
            case "Schedule" -> schedule(spec);
            default -> throw needsKubernetes("kind", object.path("kind"));
        };
    }

    private static Repeat schedule(JsonNode spec) {
        if (!spec.path("type").asText().equals("PodChaos")) {
            throw needsKubernetes("spec.type", spec.path("type"));
        }
        Matcher every = EVERY.matcher(spec.path("schedule").asText());
        if (!every.matches()) {
            throw needsKubernetes("spec.schedule", spec.path("schedule"));
        }
        Duration period = Durations.parse("spec.schedule", every.group(1));
        Require.between("spec.schedule", period, Duration.ofSeconds(1), LONGEST);
        return new Repeat(period, pod(spec.path("podChaos"), "spec.podChaos"));
    }

    private static LocalFault pod(JsonNode spec, String field) {
        String service = service(spec, field);
        return switch (spec.path("action").asText()) {
            case "pod-kill" -> new Kill(service);
            case "pod-failure" -> new KeepDown(service, duration(spec, field));
            default -> throw needsKubernetes(field + ".action", spec.path("action"));
        };
    }

    private static Starve stress(JsonNode spec) {
        JsonNode stressors = spec.path("stressors");
        if (stressors.size() != 1 || !stressors.has("cpu")) {
            throw needsKubernetes("spec.stressors", stressors);
        }
        int load = stressors.path("cpu").path("load").asInt(100);
        Require.between("spec.stressors.cpu.load", load, 1, 100);
        return new Starve(service(spec, "spec"), Math.min(load, MOST_PERCENT), duration(spec, "spec"));
    }

    private static Duration duration(JsonNode spec, String field) {
        Duration duration =
                Durations.parse(field + ".duration", spec.path("duration").asText());
        Require.between(field + ".duration", duration, Duration.ofSeconds(1), LONGEST);
        return duration;
    }

    /** There is one process of each service: one of them and all of them are the same. */
    private static String service(JsonNode spec, String field) {
        if (!Set.of("one", "all").contains(spec.path("mode").asText())) {
            throw needsKubernetes(field + ".mode", spec.path("mode"));
        }
        JsonNode selector = spec.path("selector");
        JsonNode labels = selector.path("labelSelectors");
        boolean byNameAlone = labels.size() == 1 && labels.has(NAME_LABEL);
        boolean byOthers = selector.properties().stream()
                .anyMatch(part -> !Set.of("labelSelectors", "namespaces").contains(part.getKey()));
        if (!byNameAlone || byOthers) {
            throw needsKubernetes(field + ".selector", selector);
        }
        String name = labels.path(NAME_LABEL).asText();
        Require.matching(
                field + ".selector.labelSelectors." + NAME_LABEL, name, SERVICE, "must be the name of a service");
        return name;
    }

    private static InvalidValue needsKubernetes(String field, JsonNode value) {
        return new InvalidValue(
                field,
                "needs Kubernetes: one machine does pod-kill, pod-failure (also by a Schedule @every) and CPU stress",
                value.isMissingNode() ? "nothing" : value);
    }
}
