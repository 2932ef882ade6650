package dev.faultline.mesh.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an object of Chaos Mesh comes to on one machine, where each service is one process: it is killed or kept down, now or
 * on a schedule, or its CPU is taken away. Everything else needs a cluster.
 */
sealed interface LocalFault {

    String NAME_LABEL = "app.kubernetes.io/name";
    Pattern SERVICE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    Duration LONGEST = Duration.ofHours(1);
    /** Beyond, hardly anything could tell it from a process that has gone. */
    int MOST_PERCENT = 95;

    /** Returns whose process is meant, as {@code app.kubernetes.io/name} has it. */
    String service();

    /** Ends the process at once; it may be started anew at once. */
    record Kill(String service) implements LocalFault {}

    /** Ends the process at once and lets it be started anew only after that time. */
    record KeepDown(String service, Duration duration) implements LocalFault {}

    /**
     * Lets the process run only in between.
     *
     * @param percent of the time in which it stands still, from 1 to 95
     */
    record Starve(String service, int percent, Duration duration) implements LocalFault {}

    /** Does something again and again, for the first time after one period. */
    record Repeat(Duration every, LocalFault what) implements LocalFault {

        @Override
        public String service() {
            return what.service();
        }
    }

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
        Duration period =
                ChaosMesh.period(spec).orElseThrow(() -> needsKubernetes("spec.schedule", spec.path("schedule")));
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
