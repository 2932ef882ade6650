package dev.faultline.mesh.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of objects of Chaos Mesh 2.8 beyond its own schema: that they end by themselves, so that a client that
 * was killed leaves nothing on, and that they fall into none of its known traps.
 */
final class ChaosMesh {

    /** Its API group. */
    static final String GROUP = "chaos-mesh.org";

    private static final Set<String> INTO_CONTAINERS = Set.of("StressChaos", "DNSChaos", "IOChaos", "TimeChaos");
    private static final Set<String> ONE_SHOT = Set.of("pod-kill", "container-kill");
    private static final Set<String> NOT_CHAOS = Set.of("StatusCheck");
    private static final int LONGEST_SCHEDULE_NAME = 57;

    /** What Go reads as a duration; it knows neither days nor ISO 8601. */
    private static final String GO_DURATION =
            "(?:(?:\\d{1,9}(?:\\.\\d{1,9})?|\\.\\d{1,9})(?:ns|[u\u00b5\u03bc]s|ms|s|m|h)){1,6}";

    private static final String ZONE = "(?:(?:CRON_)?TZ=\\S+\\s+)?";
    private static final Pattern EVERY = Pattern.compile(ZONE + "@every (" + GO_DURATION + ")");
    private static final Pattern CRON = Pattern.compile(
            ZONE + "(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|\\S+(?:\\s+\\S+){4,5})");
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

    private ChaosMesh() {}

    /** Returns whether the object is one of Chaos Mesh. */
    static boolean knows(ObjectNode object) {
        return object.path("apiVersion").asText().startsWith(GROUP + "/");
    }

    /**
     * Checks an object of Chaos Mesh.
     *
     * @throws InvalidValue naming the field that would do harm or nothing
     */
    static void check(ObjectNode object) {
        String kind = object.path("kind").asText();
        JsonNode spec = object.path("spec");
        Require.that(spec.isObject(), "spec", "must be an object", spec);
        if (kind.equals("Schedule")) {
            checkSchedule(object, spec);
        } else if (kind.equals("Workflow")) {
            throw new InvalidValue(
                    "kind",
                    "must be a single chaos or a Schedule: the steps of the experiment are the"
                            + " workflow, and know how to undo it",
                    kind);
        } else if (!NOT_CHAOS.contains(kind)) {
            check(kind, spec, "spec");
        }
    }

    private static void checkSchedule(ObjectNode object, JsonNode spec) {
        String name = object.path("metadata").path("name").asText();
        Require.that(
                name.length() <= LONGEST_SCHEDULE_NAME,
                "metadata.name",
                "must have at most " + LONGEST_SCHEDULE_NAME + " characters for a Schedule",
                '"' + name + '"');
        Require.that(
                spec.path("historyLimit").asInt(0) >= 1,
                "spec.historyLimit",
                "must be 1 or more: without it Chaos Mesh collects an object before it has acted",
                given(spec.path("historyLimit")));
        Require.that(
                Set.of("Forbid", "Allow")
                        .contains(spec.path("concurrencyPolicy").asText()),
                "spec.concurrencyPolicy",
                "must be Forbid or Allow",
                given(spec.path("concurrencyPolicy")));
        checkItFires(spec);
        String type = spec.path("type").asText();
        Require.that(type.endsWith("Chaos"), "spec.type", "must be a chaos such as PodChaos", given(spec.path("type")));
        check(type, body(spec), "spec." + key(type));
    }

    /**
     * Checks that a run ever comes. Chaos Mesh counts from the last run, or from {@code startingDeadlineSeconds} ago if
     * that is later: with a deadline that is not longer than the period of {@code @every} the next run is always ahead.
     */
    private static void checkItFires(JsonNode spec) {
        Optional<Duration> period = period(spec);
        JsonNode deadline = spec.path("startingDeadlineSeconds");
        Require.that(
                deadline.isMissingNode() || deadline.isNull() || deadline.canConvertToLong(),
                "spec.startingDeadlineSeconds",
                "must be a whole number",
                deadline);
        // A tick of cron is at its time whatever one counts from: any deadline finds it, but for none at all.
        long longerThan = period.map(Duration::toSeconds).orElse(0L);
        Require.that(
                deadline.isMissingNode() || deadline.isNull() || deadline.longValue() > longerThan,
                "spec.startingDeadlineSeconds",
                "must be left out or longer than the " + longerThan + " s of the schedule: else it never fires",
                deadline);
    }

    /**
     * Returns how much time is between two runs of a Schedule: whole seconds, one at least, as Chaos Mesh takes it; empty if
     * that is by cron.
     *
     * @throws InvalidValue if it is neither
     */
    static Optional<Duration> period(JsonNode scheduleSpec) {
        String schedule = scheduleSpec.path("schedule").asText();
        Matcher every = EVERY.matcher(schedule);
        if (every.matches()) {
            Duration written = Durations.parse("spec.schedule", every.group(1)).truncatedTo(ChronoUnit.SECONDS);
            return Optional.of(written.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : written);
        }
        Require.that(
                CRON.matcher(schedule).matches(),
                "spec.schedule",
                "must be @every and a duration of Go such as 90s or 1h30m, or cron",
                given(scheduleSpec.path("schedule")));
        return Optional.empty();
    }

    /** Returns what a Schedule repeats. */
    static JsonNode body(JsonNode scheduleSpec) {
        return scheduleSpec.path(key(scheduleSpec.path("type").asText()));
    }

    /** Returns how a Schedule names what it repeats: podChaos of PodChaos, dnsChaos of DNSChaos. */
    private static String key(String type) {
        String what = type.substring(0, Math.max(0, type.length() - "Chaos".length()));
        boolean initials = what.chars().allMatch(Character::isUpperCase);
        String lower = initials
                ? what.toLowerCase(Locale.ROOT)
                : what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1);
        return lower + "Chaos";
    }

    private static void check(String kind, JsonNode spec, String field) {
        Require.that(spec.isObject(), field, "must be given", given(spec));
        if (kind.equals("HTTPChaos")) {
            throw new InvalidValue(
                    "kind",
                    "must not be HTTPChaos: under a mesh it meets only what the proxy passes on, if anything; faults of"
                            + " HTTP are the error injector's",
                    kind);
        }
        Require.that(
                !spec.has("scheduler"), field + ".scheduler", "must be a Schedule since Chaos Mesh 2", "a scheduler");
        Require.that(spec.path("mode").isTextual(), field + ".mode", "must be given", given(spec.path("mode")));
        JsonNode labels = spec.path("selector").path("labelSelectors");
        Require.that(
                labels.isObject() && !labels.isEmpty(),
                field + ".selector.labelSelectors",
                "must select pods by a label: without one it is every pod of the namespace",
                given(labels));
        boolean oneShot =
                kind.equals("PodChaos") && ONE_SHOT.contains(spec.path("action").asText());
        Require.that(
                oneShot || spec.path("duration").isTextual(),
                field + ".duration",
                "must be given, so that it ends even if this process is killed",
                given(spec.path("duration")));
        if (INTO_CONTAINERS.contains(kind)) {
            JsonNode containers = spec.path("containerNames");
            Require.that(
                    containers.isArray() && !containers.isEmpty(),
                    field + ".containerNames",
                    "must be given: without it Chaos Mesh takes the first container, which may be the mesh's proxy",
                    given(containers));
        }
    }

    private static Object given(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node;
    }
}
