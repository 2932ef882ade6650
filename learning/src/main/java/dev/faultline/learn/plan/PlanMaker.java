package dev.faultline.learn.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.observe.Outcome.Broken;
import dev.faultline.learn.observe.Outcome.Grpc;
import dev.faultline.learn.observe.Outcome.Status;
import dev.faultline.learn.observe.Route;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Require;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a plan of what was observed. Used once. */
final class PlanMaker {

    /** The bounds of the injector's plans. */
    static final int MOST_RULES = 100;

    private static final int MOST_POINTS = 100;
    private static final int MOST_ABORTS = 100;
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    /** What the injector looks at: four decimal places of a percentage. */
    private static final int DECIMALS = 4;

    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);
    private static final Status OK = new Status(200);

    private final Observed observed;
    private final Measured all;
    private final double pace;
    private final boolean isTimeline;
    private final List<Route> routes;
    private final Status otherwise;
    private final List<Learned.Basis> basis = new ArrayList<>();
    private final Set<String> notes;

    private PlanMaker(Observed observed, LearnRequest request) {
        this.observed = observed;
        this.all = observed.all();
        this.pace = request.pace();
        this.isTimeline = request.step() != null;
        this.notes = new LinkedHashSet<>(observed.notes());
        this.routes = routes(request);
        this.otherwise = mostFrequentSuccess();
    }

    /**
     * Returns the plan that plays what was observed.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if it would have too many rules
     */
    static Learned learn(Observed observed, LearnRequest request) {
        return new PlanMaker(observed, request).learned();
    }

    private Learned learned() {
        int slices = observed.slices().size();
        int each = routes.size() + 1;
        Require.that(
                slices * each <= MOST_RULES,
                "step",
                "must leave at most " + MOST_RULES + " rules"
                        + (routes.isEmpty() ? "" : ", one for each route and step") + "; at "
                        + Durations.format(shortestStep(each)) + " it does",
                slices * each + " rules");
        ArrayNode rules = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < slices; i++) {
            add(rules, observed.slices().get(i), i);
        }
        ObjectNode plan = JsonNodeFactory.instance.objectNode();
        if (isTimeline) {
            plan.put("expiresIn", Durations.format(played(observed.length())));
        }
        plan.set("rules", rules);
        if (otherwise.code() != OK.code()) {
            plan.putObject("otherwise").put("type", "respond").put("status", otherwise.code());
        }
        if (all.latency().count() == 0) {
            notes.add("no times were measured: nothing is delayed");
        } else if (all.ended() > 0) {
            notes.add(
                    "a delay is drawn whatever the outcome is: that failures were the slow ones, or the fast ones, is not played");
        }
        if (all.ended() == 0) {
            notes.add("no outcomes were measured: nothing fails");
        }
        Duration length = observed.length();
        return new Learned(
                observed.source(),
                observed.from(),
                length.isZero() ? null : length,
                Math.round(all.requests()),
                plan,
                basis,
                new ArrayList<>(notes));
    }

    private Duration shortestStep(int rulesOfStep) {
        long most = Math.max(1, MOST_RULES / rulesOfStep);
        long seconds = (observed.length().toSeconds() + most - 1) / most;
        return Duration.ofSeconds(Math.max(1, seconds));
    }

    /** The routes with the most requests; the others are the rest. */
    private List<Route> routes(LearnRequest request) {
        if (request.by() == null) {
            return List.of();
        }
        Map<Route, Double> counts = new TreeMap<>();
        observed.slices()
                .forEach(slice -> slice.routes()
                        .forEach((route, measured) -> counts.merge(route, measured.requests(), Double::sum)));
        counts.remove(Route.ALL);
        int most = request.mostRoutes();
        if (counts.size() > most) {
            notes.add(counts.size() + " routes: the " + most + " with the most requests have rules of their own");
        }
        return counts.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.<Route, Double>comparingByValue().reversed())
                .limit(most)
                .map(Map.Entry::getKey)
                // What a star matches comes after what is named.
                .sorted(Comparator.comparing(route -> route.toString().contains("*")))
                .toList();
    }

    private Status mostFrequentSuccess() {
        return all.outcomes().entrySet().stream()
                .filter(each -> each.getKey() instanceof Status && each.getKey().isSuccess())
                .max(Map.Entry.comparingByValue())
                .map(each -> (Status) each.getKey())
                .orElse(OK);
    }

    private void add(ArrayNode rules, Observed.Slice slice, int index) {
        Map<Route, Measured> parts = new LinkedHashMap<>();
        routes.forEach(route -> parts.put(route, slice.routes().getOrDefault(route, new Measured())));
        Measured rest = new Measured();
        slice.routes().forEach((route, measured) -> {
            if (!parts.containsKey(route)) {
                rest.add(measured, 1);
            }
        });
        parts.put(Route.ALL, rest);
        if (parts.values().stream().allMatch(Measured::isEmpty)) {
            notes.add("no requests " + Durations.format(slice.offset()) + " to "
                    + Durations.format(slice.offset().plus(slice.length()))
                    + " after the beginning: nothing is played then");
        }
        int number = 0;
        for (Map.Entry<Route, Measured> part : parts.entrySet()) {
            number++;
            if (!part.getValue().isEmpty()) {
                String name = name(index, number, part.getKey());
                rules.add(rule(name, part.getKey(), slice, part.getValue()));
                basis.add(basis(name, part.getKey(), slice, part.getValue()));
            }
        }
    }

    private String name(int index, int number, Route route) {
        String step = isTimeline ? "step-" + (index + 1) : "";
        if (routes.isEmpty()) {
            return isTimeline ? step : "learned";
        }
        String words = route.toString().replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        String cut = words.length() > 40 ? words.substring(0, 40) : words;
        String of = route.equals(Route.ALL) ? "others" : "route-" + number + (cut.isEmpty() ? "" : "-" + cut);
        return isTimeline ? step + "-" + of : of;
    }

    private ObjectNode rule(String name, Route route, Observed.Slice slice, Measured measured) {
        ObjectNode rule = JsonNodeFactory.instance.objectNode();
        rule.put("name", name);
        if (route.path() != null) {
            rule.putObject("match").put("path", route.path());
        } else if (route.grpcService() != null) {
            ObjectNode match = rule.putObject("match").put("grpcService", route.grpcService());
            if (route.grpcMethod() != null) {
                match.put("grpcMethod", route.grpcMethod());
            }
        }
        if (isTimeline) {
            rule.putObject("when")
                    .put("type", "window")
                    .put("from", Durations.format(played(slice.offset())))
                    .put("to", Durations.format(played(slice.offset().plus(slice.length()))));
        }
        delay(rule, measured.latency());
        aborts(rule, measured);
        return rule;
    }

    private Duration played(Duration time) {
        // To the millisecond, so that a plan can be read; windows stay without gaps, since each bound is rounded alike.
        return Duration.ofMillis(Math.round(time.toMillis() / pace));
    }

    private void delay(ObjectNode rule, LatencyBuckets latency) {
        if (latency.count() == 0) {
            return;
        }
        ObjectNode points = rule.putObject("delay").put("type", "percentiles").putObject("points");
        Duration before = Duration.ZERO;
        for (LatencyBuckets.Point point : latency.points(MOST_POINTS)) {
            Duration time = rounded(point.nanos());
            if (time.compareTo(LONGEST_DELAY) > 0) {
                notes.add("requests took longer than 5 minutes: they are delayed by 5 minutes, which is the most");
                time = LONGEST_DELAY;
            }
            // Rounding must not turn the order around.
            time = time.compareTo(before) < 0 ? before : time;
            points.put(percentile(point.percentile()), Durations.format(time));
            before = time;
        }
        if (points.isEmpty()) {
            points.put("100", "0s");
        }
    }

    /** To four digits: more would pretend more than buckets say. */
    private static Duration rounded(long nanos) {
        BigDecimal digits = BigDecimal.valueOf(nanos).round(DIGITS);
        return Duration.ofNanos(digits.longValue());
    }

    private static String percentile(double value) {
        return BigDecimal.valueOf(value)
                .setScale(6, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private void aborts(ObjectNode rule, Measured measured) {
        double all = measured.ended();
        ArrayNode aborts = JsonNodeFactory.instance.arrayNode();
        measured.outcomes().entrySet().stream()
                .sorted(Map.Entry.<Outcome, Double>comparingByValue().reversed())
                .forEach(each -> {
                    ObjectNode abort = abort(each.getKey());
                    BigDecimal percentage =
                            BigDecimal.valueOf(100 * each.getValue() / all).setScale(DECIMALS, RoundingMode.FLOOR);
                    if (abort == null) {
                        return;
                    }
                    if (percentage.signum() == 0 || aborts.size() >= MOST_ABORTS) {
                        notes.add(each.getKey().wire() + " is too rare to be played");
                        return;
                    }
                    ObjectNode first = JsonNodeFactory.instance.objectNode();
                    first.put("percentage", percentage.stripTrailingZeros().doubleValue());
                    aborts.add(first.setAll(abort));
                });
        if (!aborts.isEmpty()) {
            rule.set("aborts", aborts);
        }
    }

    /** Returns what plays that outcome; null if it is what is answered anyway. */
    private @Nullable ObjectNode abort(Outcome outcome) {
        if (outcome instanceof Status status) {
            if (status.code() < 200) {
                notes.add(status.code() + " is no final answer: it is not played");
                return null;
            }
            return status.equals(otherwise) ? null : typed("status").put("status", status.code());
        }
        if (outcome instanceof Grpc grpc) {
            return grpc.isSuccess() ? null : typed("grpc-status").put("status", grpc.wire());
        }
        return broken((Broken) outcome);
    }

    private ObjectNode broken(Broken broken) {
        return switch (broken) {
            case RESET -> typed("reset");
            case CLOSE -> typed("close");
            case TRUNCATED -> typed("truncate");
            case TIMEOUT -> typed("hang");
            case CONNECT_TIMEOUT -> {
                notes.add("connections that were not made in time are played as requests that hang");
                yield typed("hang");
            }
            case REFUSED -> {
                notes.add("refused connections are played as reset ones: the injector listens");
                yield typed("reset");
            }
            case TLS -> {
                notes.add("connections without TLS are played as requests that are reset");
                yield typed("reset");
            }
            case UNKNOWN -> {
                notes.add("how some requests broke is not known: they are played as reset");
                yield typed("reset");
            }
        };
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private Learned.Basis basis(String name, Route route, Observed.Slice slice, Measured measured) {
        long ended = Math.round(measured.ended());
        Map<String, Estimate> outcomes = new LinkedHashMap<>();
        measured.outcomes().entrySet().stream()
                .sorted(Map.Entry.<Outcome, Double>comparingByValue().reversed())
                .limit(MOST_ABORTS)
                .forEach(each -> outcomes.put(
                        each.getKey().wire(),
                        Estimate.ofShare(Math.min(ended, Math.round(each.getValue())), Math.max(1, ended))));
        LatencyBuckets latency = measured.latency();
        Double beyond = latency.above() == 0 ? null : latency.above() / latency.count();
        if (beyond != null) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s: %.2f %% took longer than %s, the last bound that was measured: they are delayed by that",
                    name,
                    100 * beyond,
                    Durations.format(rounded(latency.percentile(100)))));
        }
        return new Learned.Basis(
                name,
                isTimeline ? slice.offset() : null,
                isTimeline ? slice.length() : null,
                route.equals(Route.ALL) ? null : route.toString(),
                Math.round(measured.requests()),
                Math.round(latency.count()),
                outcomes,
                beyond);
    }
}
