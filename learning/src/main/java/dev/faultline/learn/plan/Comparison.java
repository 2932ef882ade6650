package dev.faultline.learn.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for against what was observed.
 *
 * @param likeness in a word
 * @param reason why, as a sentence without the full stop
 * @param requests how many were observed
 * @param latency null if one side knows no times
 * @param outcomes null if one side knows no outcomes
 */
@JsonPropertyOrder({"likeness", "reason", "requests", "latency", "outcomes"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comparison(
        Likeness likeness,
        String reason,
        long requests,
        @Nullable Times latency,
        @Nullable Shares outcomes) {

    /** Fewer tell little: the 95 % interval of a share is wider than a fifth. */
    private static final int LEAST_REQUESTS = 100;

    /** The share of requests that may end otherwise, or take longer, and still be called alike. */
    private static final double TOLERATED = 0.05;

    /** What a machine and a network add to a delay. */
    private static final double SLACK_SHARE = 0.05;

    private static final double SLACK_NANOS = 2e6;

    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};

    /** Expected counts below that make chi-square say too much (Cochran 1954). */
    private static final double LEAST_EXPECTED = 5;

    /** A word for whoever reads no statistics. */
    public enum Likeness {
        /** It was like the original. */
        ALIKE,
        /** It was not. */
        UNLIKE,
        /** Too few requests to say. */
        UNDECIDED;

        /** Returns the name in JSON and text. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Times beside each other.
     *
     * @param percentiles asked and observed, in milliseconds
     * @param distance of Kolmogorov and Smirnov: the greatest difference of the shares up to any time, at times at which both
     *     are known
     * @param beyond the same, where 5 % and 2 ms more or less do not count
     * @param critical what {@code distance} exceeds in one of a hundred rehearsals that are alike
     */
    @JsonPropertyOrder({"percentiles", "distance", "beyond", "critical"})
    public record Times(List<Pair> percentiles, double distance, double beyond, double critical) {}

    /** A percentile of both sides, in milliseconds. */
    @JsonPropertyOrder({"percentile", "asked", "observed"})
    public record Pair(double percentile, double asked, double observed) {

        /** Returns its name, such as {@code p99.9}. */
        public String name() {
            return "p" + Require.plain(percentile);
        }
    }

    /**
     * Outcomes beside each other.
     *
     * @param shares by the name of the outcome
     * @param chiSquare of Pearson, rare outcomes put together
     * @param degrees of freedom
     * @param probability to see so much or more of a rehearsal that is alike
     * @param moved the share of requests that ended otherwise than asked (total variation)
     */
    @JsonPropertyOrder({"shares", "chiSquare", "degrees", "probability", "moved"})
    public record Shares(List<Share> shares, double chiSquare, int degrees, double probability, double moved) {}

    /**
     * The share of an outcome on both sides, from 0 to 1.
     *
     * @param observed with its 95 % interval
     */
    @JsonPropertyOrder({"outcome", "asked", "observed"})
    public record Share(String outcome, double asked, Estimate observed) {}

    /**
     * Compares a plan with what was observed.
     *
     * @param plan a plan, or a document of {@link Learned}
     * @param held how long it was in force; null for all of a timeline
     * @throws dev.faultline.platform.wire.InvalidValue if the plan does not tell what it makes of requests
     */
    public static Comparison ofPlan(JsonNode plan, Measured observed, @Nullable Duration held) {
        JsonNode inner = plan.has("plan") ? plan.path("plan") : plan;
        return of(Distribution.of(inner, Distribution.requests(plan), held), Distribution.of(observed));
    }

    /** Compares what was observed once with what was observed later. */
    public static Comparison of(Observed original, Observed observed) {
        return of(Distribution.of(original), Distribution.of(observed));
    }

    private static Comparison of(Distribution asked, Distribution observed) {
        Times times = asked.latency().count() == 0 || observed.latency().count() == 0 ? null : times(asked, observed);
        Shares shares = asked.outcomes().isEmpty() || observed.outcomes().isEmpty() ? null : shares(asked, observed);
        long requests = Math.round(observed.samples());
        List<String> reasons = new ArrayList<>();
        boolean unlike = false;
        if (times != null) {
            unlike = times.beyond > Math.max(TOLERATED, times.critical);
            reasons.add(percent(times.beyond) + " of the requests took a different time");
        }
        if (shares != null) {
            boolean moved = shares.moved > TOLERATED && shares.probability < 0.01;
            unlike |= moved;
            reasons.add(percent(shares.moved) + " ended differently");
        }
        if (reasons.isEmpty()) {
            return new Comparison(
                    Likeness.UNDECIDED, "they have nothing in common that could be compared", requests, null, null);
        }
        Likeness likeness = requests < LEAST_REQUESTS ? Likeness.UNDECIDED : unlike ? Likeness.UNLIKE : Likeness.ALIKE;
        String few = requests < LEAST_REQUESTS ? "only " + requests + " requests; " : "";
        return new Comparison(likeness, few + String.join(", ", reasons), requests, times, shares);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static Times times(Distribution asked, Distribution observed) {
        LatencyBuckets one = asked.latency();
        LatencyBuckets other = observed.latency();
        List<Pair> pairs = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            pairs.add(new Pair(percentile, one.percentile(percentile) / 1e6, other.percentile(percentile) / 1e6));
        }
        TreeSet<Long> bounds = new TreeSet<>(one.bounds());
        bounds.addAll(other.bounds());
        double distance = 0;
        double beyond = 0;
        for (long bound : bounds) {
            // Inside a bucket nothing is known; what a plan asks is known everywhere.
            boolean known = (asked.samples() == 0 || one.isKnownAt(bound)) && other.isKnownAt(bound);
            if (known) {
                double slack = SLACK_NANOS + SLACK_SHARE * bound;
                double there = other.upTo((double) bound) / other.count();
                double here = one.upTo((double) bound) / one.count();
                distance = Math.max(distance, Math.abs(here - there));
                double least = one.upTo(bound - slack) / one.count();
                double most = one.upTo(bound + slack) / one.count();
                beyond = Math.max(beyond, Math.max(there - most, least - there));
            }
        }
        return new Times(pairs, distance, Math.max(0, beyond), critical(asked.samples(), other.count()));
    }

    /** The 1 % point of Kolmogorov and Smirnov for large samples: 1.63 / sqrt(n), or of two samples their harmonic sum. */
    private static double critical(double asked, double observed) {
        double inverse = 1 / observed + (asked == 0 ? 0 : 1 / asked);
        return Math.min(1, 1.63 * Math.sqrt(inverse));
    }

    private static Shares shares(Distribution asked, Distribution observed) {
        TreeMap<String, Double> names = new TreeMap<>(asked.outcomes());
        observed.outcomes().keySet().forEach(name -> names.putIfAbsent(name, 0.0));
        double samples = observed.samples();
        List<Share> shares = new ArrayList<>();
        double moved = 0;
        List<double[]> cells = new ArrayList<>();
        double[] rare = new double[2];
        for (Map.Entry<String, Double> name : names.entrySet()) {
            double there = observed.outcomes().getOrDefault(name.getKey(), 0.0);
            long hits = Math.min(Math.round(samples), Math.round(there * samples));
            shares.add(new Share(
                    name.getKey(), name.getValue(), Estimate.ofShare(hits, Math.max(1, Math.round(samples)))));
            moved += Math.abs(name.getValue() - there) / 2;
            double[] cell = {name.getValue() * samples, there * samples};
            if (cell[0] < LEAST_EXPECTED) {
                rare[0] += cell[0];
                rare[1] += cell[1];
            } else {
                cells.add(cell);
            }
        }
        if (rare[0] + rare[1] > 0) {
            cells.add(rare);
        }
        double sum = 0;
        for (double[] cell : cells) {
            // What was asked never, or hardly ever, and came nevertheless counts as if it had been asked once.
            double expected = Math.max(1, cell[0]);
            // Of two samples each errs by itself.
            double both = asked.samples() == 0 ? expected : expected * (1 + samples / asked.samples());
            sum += (cell[1] - cell[0]) * (cell[1] - cell[0]) / both;
        }
        int degrees = Math.max(0, cells.size() - 1);
        return new Shares(shares, sum, degrees, degrees == 0 ? 1 : upperTail(degrees / 2.0, sum / 2), moved);
    }

    /**
     * Returns the upper regularised incomplete gamma function Q(a, x), which is the upper tail of chi-square for a = half the
     * degrees of freedom and x = half its value (Abramowitz and Stegun 26.4.19, 6.5.29 and 6.5.31).
     */
    static double upperTail(double a, double x) {
        if (x <= 0) {
            return 1;
        }
        double scale = Math.exp(a * Math.log(x) - x - logGamma(a));
        if (x < a + 1) {
            double term = 1 / a;
            double sum = term;
            for (int n = 1; n < 1_000 && term > sum * 1e-15; n++) {
                term *= x / (a + n);
                sum += term;
            }
            return Math.max(0, 1 - sum * scale);
        }
        double tiny = 1e-300;
        double b = x + 1 - a;
        double c = 1 / tiny;
        double d = 1 / b;
        double fraction = d;
        for (int n = 1; n < 1_000; n++) {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / nonZero(numerator * d + b, tiny);
            c = nonZero(b + numerator / c, tiny);
            double change = d * c;
            fraction *= change;
            if (Math.abs(change - 1) < 1e-15) {
                break;
            }
        }
        return scale * fraction;
    }

    private static double nonZero(double value, double tiny) {
        return Math.abs(value) < tiny ? tiny : value;
    }

    /** By Stirling's series after shifting to where it is exact (Abramowitz and Stegun 6.1.41). */
    private static double logGamma(double value) {
        double shifted = value;
        double product = 1;
        while (shifted < 10) {
            product *= shifted;
            shifted++;
        }
        double inverse = 1 / shifted;
        double square = inverse * inverse;
        double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
        return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
    }

    /** Returns it as lines for people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(likeness.wire()).append(": ").append(reason).append('\n');
        if (latency != null) {
            text.append(String.format(Locale.ROOT, "%n%-12s %12s %12s%n", "", "asked", "observed"));
            for (Pair pair : latency.percentiles) {
                text.append(String.format(
                        Locale.ROOT, "%-12s %12s %12s%n", pair.name(), millis(pair.asked), millis(pair.observed)));
            }
            text.append(String.format(
                    Locale.ROOT,
                    "distance (Kolmogorov-Smirnov) %.4f, beyond 5 %% and 2 ms %.4f, critical %.4f%n",
                    latency.distance,
                    latency.beyond,
                    latency.critical));
        }
        if (outcomes != null) {
            text.append(
                    String.format(Locale.ROOT, "%n%-12s %12s %12s  %s%n", "", "asked", "observed", "95 % interval"));
            for (Share share : outcomes.shares) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-12s %11.2f%% %11.2f%%  %.2f to %.2f%%%n",
                        share.outcome,
                        100 * share.asked,
                        100 * share.observed.value(),
                        100 * share.observed.low(),
                        100 * share.observed.high()));
            }
            text.append(String.format(
                    Locale.ROOT,
                    "chi-square %.2f, degrees of freedom %d, probability %.4f%n",
                    outcomes.chiSquare,
                    outcomes.degrees,
                    outcomes.probability));
        }
        return text.toString();
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2fms", millis);
    }
}
