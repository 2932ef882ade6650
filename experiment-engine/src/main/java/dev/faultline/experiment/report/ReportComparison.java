package dev.faultline.experiment.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.threshold.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two reports side by side, from their JSON, so that reports of other versions compare too. Differences are {@code b}
 * less {@code a}.
 *
 * @param phases in order; those that either report has
 * @param changed thresholds whose ruling is not the same in both
 */
public record ReportComparison(Side a, Side b, List<Phase> phases, List<Changed> changed) {

    private static final String ABSENT = "absent";
    private static final String TIMES = "/latency/";
    private static final List<String> PHASES = List.of("baseline", "inject", "verify");
    private static final Map<String, String> FIGURES = figures();

    /** What one report says as a whole; what it does not say is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Side(
            String id,
            @Nullable String title,
            @Nullable String started,
            JsonNode verdict,
            @Nullable String curve) {

        private static Side of(JsonNode report) {
            return new Side(
                    report.path("id").asText(),
                    text(report.at("/experiment/title")),
                    text(report.path("started")),
                    report.path("verdict"),
                    text(report.at("/curve/sentence")));
        }
    }

    /**
     * One phase.
     *
     * @param successRate null unless both reports have samples
     * @param figures such as {@code p95} in milliseconds, {@code rate} a second and {@code samples}
     * @param classes shares of the samples
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Phase(
            String phase, @Nullable RateDifference successRate, Map<String, Pair> figures, Map<String, Pair> classes) {}

    /**
     * The {@link Difference} of two success rates, as reports have them, and the 95 % interval around it.
     *
     * @param a from 0 to 1
     * @param b from 0 to 1
     * @param difference {@code b} less {@code a}
     * @param low the lower end of its interval
     * @param high the upper end
     * @param beyondChance whether the interval leaves zero out
     * @param sentence the same in words
     */
    public record RateDifference(
            double a, double b, double difference, double low, double high, boolean beyondChance, String sentence) {

        /** Returns the difference of two estimates as reports have them; null unless both are there. */
        static @Nullable RateDifference of(JsonNode a, JsonNode b) {
            if (!a.path("value").isNumber() || !b.path("value").isNumber()) {
                return null;
            }
            Estimate first = estimate(a);
            Estimate second = estimate(b);
            Estimate difference = second.minus(first, 1);
            double low = difference.low();
            double high = difference.high();
            boolean beyond = low > 0 || high < 0;
            String words = String.format(
                    Locale.ROOT,
                    "the success rate %s: %.2f%% and %.2f%%, %+.2f points, 95%% interval %+.2f to %+.2f",
                    !beyond ? "does not differ beyond chance" : difference.value() > 0 ? "rose" : "fell",
                    first.value() * 100,
                    second.value() * 100,
                    difference.value() * 100,
                    low * 100,
                    high * 100);
            return new RateDifference(first.value(), second.value(), difference.value(), low, high, beyond, words);
        }

        private static Estimate estimate(JsonNode json) {
            return new Estimate(
                    json.path("value").asDouble(),
                    json.path("low").asDouble(),
                    json.path("high").asDouble(),
                    json.path("samples").asLong());
        }
    }

    /** A figure in both reports; null where there is none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pair(
            @Nullable Double a,
            @Nullable Double b,
            @Nullable Double difference) {

        static Pair of(@Nullable Double a, @Nullable Double b) {
            return new Pair(a, b, a == null || b == null ? null : b - a);
        }
    }

    /** A threshold that was judged otherwise; {@code absent} where it was not asked. */
    public record Changed(String phase, String threshold, String a, String b) {}

    /** Returns the comparison of two JSON reports. */
    public static ReportComparison of(JsonNode a, JsonNode b) {
        List<Phase> phases = new ArrayList<>();
        List<Changed> changed = new ArrayList<>();
        for (String name : PHASES) {
            JsonNode inA = phase(a, name);
            JsonNode inB = phase(b, name);
            if (inA.isObject() || inB.isObject()) {
                phases.add(phase(name, inA.path("summary"), inB.path("summary")));
                changed(changed, name, rulings(inA), rulings(inB));
            }
        }
        return new ReportComparison(Side.of(a), Side.of(b), List.copyOf(phases), List.copyOf(changed));
    }

    private static Phase phase(String name, JsonNode a, JsonNode b) {
        Map<String, Pair> figures = new LinkedHashMap<>();
        FIGURES.forEach((figure, pointer) -> figures.put(figure, Pair.of(number(a, pointer), number(b, pointer))));
        return new Phase(name, RateDifference.of(a.path("successRate"), b.path("successRate")), figures, classes(a, b));
    }

    private static Map<String, Pair> classes(JsonNode a, JsonNode b) {
        TreeSet<String> names = new TreeSet<>();
        a.path("classes").fieldNames().forEachRemaining(names::add);
        b.path("classes").fieldNames().forEachRemaining(names::add);
        Map<String, Pair> classes = new LinkedHashMap<>();
        names.forEach(name -> classes.put(name, Pair.of(share(a, name), share(b, name))));
        return classes;
    }

    /** A class that did not occur is not written down. */
    private static @Nullable Double share(JsonNode summary, String name) {
        double all = 0;
        for (JsonNode count : summary.path("classes")) {
            all += count.asDouble();
        }
        return all == 0 ? null : summary.path("classes").path(name).asDouble() / all;
    }

    private static void changed(List<Changed> changed, String phase, Map<String, String> a, Map<String, String> b) {
        TreeSet<String> thresholds = new TreeSet<>(a.keySet());
        thresholds.addAll(b.keySet());
        for (String threshold : thresholds) {
            String inA = a.getOrDefault(threshold, ABSENT);
            String inB = b.getOrDefault(threshold, ABSENT);
            if (!inA.equals(inB)) {
                changed.add(new Changed(phase, threshold, inA, inB));
            }
        }
    }

    private static Map<String, String> rulings(JsonNode phase) {
        Map<String, String> rulings = new LinkedHashMap<>();
        for (JsonNode check : phase.path("checks")) {
            rulings.put(check.path("threshold").asText(), check.path("ruling").asText());
        }
        return rulings;
    }

    private static JsonNode phase(JsonNode report, String name) {
        for (JsonNode phase : report.path("phases")) {
            if (phase.path("phase").asText().equals(name)) {
                return phase;
            }
        }
        return report.path("phases").path(-1);
    }

    private static Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("samples", "/samples");
        figures.put("rate", "/rate");
        for (String percentile : List.of("p50", "p95", "p99")) {
            figures.put(percentile, TIMES + percentile);
        }
        return figures;
    }

    /** Of no samples there are no times, though older reports write zeros. */
    private static @Nullable Double number(JsonNode summary, String pointer) {
        JsonNode node = summary.at(pointer);
        boolean measured = !pointer.startsWith(TIMES) || summary.path("samples").asLong() > 0;
        return node.isNumber() && measured ? Double.valueOf(node.asDouble()) : null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }
}
