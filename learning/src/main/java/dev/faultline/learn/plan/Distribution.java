package dev.faultline.learn.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How requests end and how long they take: of a plan what it makes of them, of what was measured what it was.
 *
 * @param samples how many requests it rests on; 0 if it is asked for by a plan, and exact
 * @param latency weighted like {@code outcomes}
 * @param outcomes the share of each, by its name; they add up to 1, or there are none
 */
record Distribution(double samples, LatencyBuckets latency, Map<String, Double> outcomes) {

    private static final double WHOLE = 100;

    /** A plan has no requests; it has shares of so many. */
    private static final double UNIT = 1e6;

    /** Returns that of what was measured. */
    static Distribution of(Measured measured) {
        double ended = measured.ended();
        Map<String, Double> shares = new TreeMap<>();
        measured.outcomes().forEach((outcome, count) -> shares.merge(name(outcome), count / ended, Double::sum));
        return new Distribution(measured.requests(), measured.latency(), shares);
    }

    /** A plan does not say of what it leaves alone whether that is a call of gRPC. */
    private static String name(Outcome outcome) {
        return outcome instanceof Outcome.Grpc && outcome.isSuccess() ? "200" : outcome.wire();
    }

    /** Returns that of all that was observed. */
    static Distribution of(Observed observed) {
        return of(observed.all());
    }

    /**
     * Returns what a plan makes of requests that come evenly, from its acceptance on.
     *
     * @param requests of each rule, by its name, by which those that match different requests are weighted; empty if it is not
     *     known
     * @param held how long it is looked at; null for all of a timeline
     * @throws InvalidValue naming the part of the plan of which that can't be told
     */
    static Distribution of(JsonNode plan, Map<String, Double> requests, @Nullable Duration held) {
        List<Rule> rules = new ArrayList<>();
        JsonNode written = plan.path("rules");
        Require.that(written.isArray(), "rules", "must be there: this is no fault plan", "nothing");
        for (int i = 0; i < written.size(); i++) {
            try {
                rules.add(Rule.of(written.get(i)));
            } catch (InvalidValue e) {
                throw e.within("rules[" + i + "]");
            }
        }
        String otherwise = plan.path("otherwise").path("status").asText("200");
        return new Mixture(rules, requests, otherwise).over(held);
    }

    /** What is needed of a rule. */
    private record Rule(
            String name,
            boolean matchesAll,
            Duration from,
            @Nullable Duration to,
            JsonNode written) {

        static Rule of(JsonNode rule) {
            JsonNode when = rule.path("when");
            String type = when.path("type").asText("always");
            Duration from = Duration.ZERO;
            Duration to = null;
            if (type.equals("window")) {
                from = time(when, "from", Duration.ZERO);
                to = time(when, "to", null);
            } else {
                Require.that(type.equals("always"), "when.type", "must be window or always, to be compared with", type);
            }
            return new Rule(
                    rule.path("name").asText(),
                    rule.path("match").isMissingNode(),
                    from == null ? Duration.ZERO : from,
                    to,
                    rule);
        }

        private static @Nullable Duration time(JsonNode when, String field, @Nullable Duration otherwise) {
            JsonNode written = when.path(field);
            return written.isMissingNode() ? otherwise : Durations.parse("when." + field, written.asText());
        }
    }

    /** What becomes of requests by rules that follow each other or lie beside each other. */
    private record Mixture(List<Rule> rules, Map<String, Double> requests, String otherwise) {

        Distribution over(@Nullable Duration held) {
            double end = held == null ? end() : (double) held.toNanos();
            LatencyBuckets latency = new LatencyBuckets();
            Map<String, Double> outcomes = new TreeMap<>();
            double played = 0;
            for (Rule rule : rules) {
                double from = Math.min(end, (double) rule.from.toNanos());
                double to = rule.to == null ? end : Math.min(end, (double) rule.to.toNanos());
                double weight = end == 0 ? 1 : (to - from) / end;
                weight *= beside(rule);
                played += weight;
                delay(rule.written, weight, latency);
                aborts(rule.written, weight, outcomes);
            }
            // What no rule is about is answered at once.
            double rest = Math.max(0, 1 - played);
            if (rest > 1e-9) {
                latency.add(0, 1, rest * UNIT);
                outcomes.merge(otherwise, rest, Double::sum);
            }
            return new Distribution(0, latency, outcomes);
        }

        private double end() {
            return rules.stream()
                    .mapToDouble(rule -> rule.to == null ? 0 : (double) rule.to.toNanos())
                    .max()
                    .orElse(0);
        }

        /** Returns the share of the requests of its time that a rule gets. */
        private double beside(Rule rule) {
            List<Rule> same =
                    rules.stream().filter(other -> other.from.equals(rule.from)).toList();
            if (same.size() == 1) {
                Require.that(rule.matchesAll || !requests.isEmpty(), "match", NO_MIX, "a match");
                return 1;
            }
            Require.that(!requests.isEmpty(), "match", NO_MIX, "several rules at the same time");
            double all = same.stream()
                    .mapToDouble(other -> requests.getOrDefault(other.name, 0.0))
                    .sum();
            return all == 0 ? 0 : requests.getOrDefault(rule.name, 0.0) / all;
        }

        private static final String NO_MIX =
                "must not be there, to be compared with: how many requests match is not known (learn --full writes it down)";

        private static void delay(JsonNode rule, double weight, LatencyBuckets into) {
            JsonNode delay = rule.path("delay");
            double share = delay.isMissingNode() ? 0 : delay.path("percentage").asDouble(WHOLE) / WHOLE;
            double delayed = weight * share * UNIT;
            into.add(0, 1, weight * (1 - share) * UNIT);
            switch (delay.path("type").asText("")) {
                case "" -> {}
                case "fixed" -> {
                    long value = nanos("delay.value", delay.path("value"));
                    into.add(Math.max(0, value - 1), Math.max(1, value), delayed);
                }
                case "uniform" ->
                    into.add(nanos("delay.min", delay.path("min")), nanos("delay.max", delay.path("max")), delayed);
                case "percentiles" -> percentiles(delay.path("points"), delayed, into);
                default ->
                    throw new InvalidValue(
                            "delay.type",
                            "must be percentiles, fixed or uniform, to be compared with",
                            delay.path("type").asText());
            }
        }

        private static void percentiles(JsonNode points, double delayed, LatencyBuckets into) {
            TreeMap<Double, Long> sorted = new TreeMap<>();
            points.properties().forEach(point -> {
                double at;
                try {
                    at = Double.parseDouble(point.getKey());
                } catch (NumberFormatException e) {
                    throw new InvalidValue("delay.points", "must have percentiles", '"' + point.getKey() + '"', e);
                }
                sorted.put(at, nanos("delay.points." + point.getKey(), point.getValue()));
            });
            double before = 0;
            long low = 0;
            for (Map.Entry<Double, Long> point : sorted.entrySet()) {
                into.add(low, point.getValue(), (point.getKey() - before) / WHOLE * delayed);
                before = point.getKey();
                low = point.getValue();
            }
            into.add(Math.max(0, low - 1), Math.max(1, low), (WHOLE - before) / WHOLE * delayed);
        }

        private static long nanos(String field, JsonNode time) {
            return Durations.parse(field, time.asText()).toNanos();
        }

        private void aborts(JsonNode rule, double weight, Map<String, Double> into) {
            double rest = 1;
            for (JsonNode abort : rule.path("aborts")) {
                double share = abort.path("percentage").asDouble() / WHOLE;
                rest -= share;
                into.merge(outcome(abort), weight * share, Double::sum);
            }
            if (rest > 1e-12) {
                into.merge(otherwise, weight * rest, Double::sum);
            }
        }

        /** Returns what a caller sees of it, in the words of {@link dev.faultline.learn.observe.Outcome}. */
        private static String outcome(JsonNode abort) {
            String type = abort.path("type").asText();
            return switch (type) {
                case "status", "grpc-status" -> abort.path("status").asText();
                case "hang" -> "timeout";
                case "truncate", "malformed-chunk" -> "truncated";
                case "garbage", "reset-stream" -> "reset";
                default -> type;
            };
        }
    }

    /** Returns how many requests each rule rests on, as a learned document tells. */
    static Map<String, Double> requests(JsonNode learned) {
        Map<String, Double> requests = new HashMap<>();
        learned.path("basis")
                .forEach(basis -> requests.put(
                        basis.path("rule").asText(), basis.path("requests").asDouble()));
        return requests;
    }
}
