package dev.faultline.learn.source;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.observe.Route;
import dev.faultline.learn.observe.Span;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.Excerpt;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a Prometheus knows of a service. It asks for the samples as they were scraped and counts itself what was added
 * between them: {@code increase()} misses what a series begins with, and a status that nobody has seen before is what an
 * incident begins with. Used once, on one thread; blocks as long as Prometheus takes.
 */
public final class PrometheusReader {

    /** Before and after the time that is asked for: what was counted is between two scrapes. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    /** At most so many points of what is summed by Prometheus, which answers no more than 11,000. */
    private static final int MOST_POINTS = 5_000;

    private static final Duration RESOLUTION = Duration.ofSeconds(5);
    private static final int QUOTED = 200;
    private static final int LONGEST_GAP = 4;
    private static final double NANOS = 1e9;

    private final PrometheusApi api;
    private final PrometheusSource source;
    private final @Nullable By by;
    private final Instant now;
    private final Observed.Recorder recorder;
    private final Span span;
    private final Instant from;
    private final Duration length;
    private final Instant to;

    /** Series that are read together: one, or all buckets of one histogram. */
    private record Group(Map<String, String> labels, List<HistogramSample> states, List<Double> times) {}

    /**
     * @param span with a beginning and a length
     * @param now until when there can be samples
     */
    private PrometheusReader(PrometheusApi api, PrometheusSource source, Span span, @Nullable By by, Instant now) {
        this.api = api;
        this.source = source;
        this.by = by;
        this.now = now;
        this.span = span;
        if (span.from() == null || span.length() == null) {
            throw new IllegalArgumentException("a Prometheus is asked for a time");
        }
        this.from = span.from();
        this.length = span.length();
        this.to = from.plus(length);
        this.recorder = new Observed.Recorder(span);
    }

    /**
     * Returns what it knows.
     *
     * @param span with a beginning and a length
     * @param by what requests are told apart by; null if they are not
     * @param now until when there can be samples
     * @throws InvalidValue if it knows nothing of that, or does not understand the question
     * @throws ControlFailed if it does not answer
     */
    public static Observed read(PrometheusApi api, PrometheusSource source, Span span, @Nullable By by, Instant now) {
        List<String> tried = new ArrayList<>();
        for (PrometheusMetrics metrics : PrometheusMetrics.of(source)) {
            PrometheusReader reader = new PrometheusReader(api, source, span, by, now);
            if (reader.gather(metrics)) {
                String of = source.service() == null ? "" : source.service() + ", by ";
                return reader.recorder.observed(of + metrics.title() + " (" + source + ")");
            }
            tried.add(metrics.title());
        }
        String when = from(span) + " to " + to(span);
        if (source.service() == null) {
            throw new InvalidValue(
                    source.latencyQuery() == null ? "statusQuery" : "latencyQuery",
                    "must give what was counted from " + when + ": at least two samples, and a request between them",
                    "nothing");
        }
        String name = source.service() + (source.namespace() == null ? "" : " in " + source.namespace());
        throw new InvalidValue(
                "service",
                "must have requests that were counted from " + when + " by one of: "
                        + tried.stream().distinct().collect(Collectors.joining(", "))
                        + " (whose service is the name of its job); other metrics are named by latencyQuery and statusQuery",
                '"' + name + '"');
    }

    private static Instant from(Span span) {
        return span.from() == null ? Instant.EPOCH : span.from().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant to(Span span) {
        return from(span).plus(span.length() == null ? Duration.ZERO : span.length());
    }

    /** Returns whether anything was counted. */
    private boolean gather(PrometheusMetrics metrics) {
        boolean any = false;
        if (metrics.latency() != null) {
            any = latency(metrics.latency());
        }
        boolean ended = false;
        for (PrometheusMetrics.Query counter : metrics.counters()) {
            ended |= counter(counter);
        }
        if (any && !ended && !metrics.counters().isEmpty()) {
            recorder.note("nothing was counted by status: what became of the requests is not known");
        }
        if (ended && !any && metrics.latency() != null) {
            recorder.note("nothing was counted by time");
        }
        return any || ended;
    }

    private boolean latency(PrometheusMetrics.Query query) {
        List<PrometheusSeries> series = ask(query);
        double seconds = query.seconds();
        if (seconds == 0) {
            seconds = 1;
            recorder.note("the unit of the histogram is not in its name: its bounds are read as seconds");
        }
        List<Group> groups = histograms(series);
        if (series.isEmpty()) {
            return false;
        }
        Require.that(
                !groups.isEmpty(),
                query.field(),
                "must be a histogram: series with a label le, or native ones",
                "series without");
        // Where no sample is a number there is nothing to look at: nothing was counted.
        boolean nothing = groups.stream().allMatch(group -> group.states.isEmpty());
        boolean bounded = nothing
                || groups.stream().anyMatch(group -> group.states.stream().anyMatch(HistogramSample::hasBounds));
        Require.that(bounded, query.field(), "must be a histogram with a bucket beside +Inf", "one that has only that");
        double unit = seconds;
        return count(
                query,
                groups,
                (labels, measured, before, after, factor) -> after.addSince(before, factor, unit, measured.latency()));
    }

    private boolean counter(PrometheusMetrics.Query query) {
        List<Group> groups = new ArrayList<>();
        for (PrometheusSeries each : ask(query)) {
            boolean isHistogram = each.labels().containsKey("le")
                    || each.samples().stream().anyMatch(sample -> sample.histogram() != null);
            Require.that(!isHistogram, query.field(), "must be a counter with a label for the status", "a histogram");
            groups.add(counters(each));
        }
        return count(query, groups, (labels, measured, before, after, factor) -> {
            PrometheusLabels.Meaning meaning = PrometheusLabels.meaning(labels);
            if (meaning.note() != null) {
                recorder.note(meaning.note());
            }
            Outcome outcome = meaning.outcome();
            double more = after.since(before) * factor;
            if (outcome != null && query.outOf() != null) {
                measured.move(query.outOf(), outcome, more);
            } else if (outcome != null) {
                measured.add(outcome, more);
            }
        });
    }

    /** What is done with what was counted between two states. */
    @FunctionalInterface
    private interface Adding {
        void add(
                Map<String, String> labels,
                Measured measured,
                HistogramSample before,
                HistogramSample after,
                double factor);
    }

    private boolean count(PrometheusMetrics.Query query, List<Group> groups, Adding adding) {
        double first = groups.stream()
                .flatMap(group -> group.times.stream().limit(1))
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(0);
        double between = usualStep(groups);
        boolean any = false;
        for (Group group : groups) {
            any |= count(query, group, first, between, adding);
        }
        By told = by;
        if (any && told != null) {
            // Some requests have no route, such as those that were refused before there was one: they are the rest.
            Require.that(
                    groups.stream().anyMatch(group -> PrometheusLabels.route(group.labels, told) != null),
                    "by",
                    told == By.PATH
                            ? "must be something that the metrics tell: they have no label such as path, uri or http_route"
                            : "must be something that the metrics tell: they have no label such as grpc_service",
                    told == By.PATH ? "path" : "grpc-method");
        }
        return any;
    }

    private boolean count(PrometheusMetrics.Query query, Group group, double first, double between, Adding adding) {
        boolean any = false;
        boolean isRate = !query.isSelector() && query.isRate();
        for (int i = 0; i < group.times.size(); i++) {
            HistogramSample after = group.states.get(i);
            double end = group.times.get(i);
            double begin = i == 0 ? end - between : group.times.get(i - 1);
            HistogramSample before = i == 0 ? null : group.states.get(i - 1);
            double factor = 1;
            if (isRate) {
                // So many a second, for as long as until the sample before.
                before = HistogramSample.NOTHING;
                factor = end - begin;
            } else if (before == null) {
                // A series that begins while others of its kind are there already begins from nothing.
                boolean begins = query.isSelector() && end > first + 1.5 * between;
                before = begins ? HistogramSample.NOTHING : after;
            } else if (after.isResetSince(before)) {
                if (!query.isSelector()) {
                    recorder.note("a sum fell, so some process began anew: what was counted meanwhile is left out");
                    continue;
                }
                recorder.note("counters began anew: what was counted between the last scrape and that is not known");
                before = HistogramSample.NOTHING;
            } else if (end - begin > LONGEST_GAP * between) {
                recorder.note(
                        "there are gaps between the samples: what was counted meanwhile is spread evenly over them");
            }
            any |= spread(group.labels, begin, end, before, after, factor, adding);
        }
        return any;
    }

    /** Gives each step the part of what was counted that falls into it. */
    private boolean spread(
            Map<String, String> labels,
            double begin,
            double end,
            HistogramSample before,
            HistogramSample after,
            double factor,
            Adding adding) {
        if (after.since(before) <= 0 || end <= begin) {
            return false;
        }
        // From the beginning on: seconds since 1970 have too few digits left for the bounds of steps.
        double origin = seconds(from);
        double whole = length.toNanos() / NANOS;
        double start = Math.max(begin - origin, 0);
        double stop = Math.min(end - origin, whole);
        double step = span.step() == null ? whole : span.step().toNanos() / NANOS;
        boolean any = false;
        for (long index = (long) (start / step); index * step < stop; index++) {
            double first = Math.max(start, index * step);
            double last = Math.min(stop, (index + 1) * step);
            Instant middle = from.plusNanos((long) ((first + last) / 2 * NANOS));
            Measured measured = last > first ? recorder.at(middle, route(labels)) : null;
            if (measured != null) {
                adding.add(labels, measured, before, after, factor * (last - first) / (end - begin));
                any = true;
            }
        }
        return any;
    }

    private Route route(Map<String, String> labels) {
        if (by == null) {
            return Route.ALL;
        }
        Route route = PrometheusLabels.route(labels, by);
        return route == null ? Route.ALL : route;
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / NANOS;
    }

    /** Returns how long it usually is from a sample to the next. */
    private static double usualStep(List<Group> groups) {
        List<Double> steps = new ArrayList<>();
        for (Group group : groups) {
            for (int i = 1; i < group.times.size() && steps.size() < 100_000; i++) {
                steps.add(group.times.get(i) - group.times.get(i - 1));
            }
        }
        steps.sort(Comparator.naturalOrder());
        return steps.isEmpty() ? MARGIN.toSeconds() : steps.get(steps.size() / 2);
    }

    private static Group counters(PrometheusSeries series) {
        Group group = new Group(series.labels(), new ArrayList<>(), new ArrayList<>());
        for (PrometheusSeries.Sample sample : series.samples()) {
            if (Double.isFinite(sample.value())) {
                TreeMap<Double, Double> only = new TreeMap<>(Map.of(Double.POSITIVE_INFINITY, sample.value()));
                group.states.add(HistogramSample.ofClassic(only));
                group.times.add(sample.at());
            }
        }
        return group;
    }

    /** Puts the buckets of each histogram together: those whose labels are the same but for {@code le}. */
    private List<Group> histograms(List<PrometheusSeries> series) {
        Map<Map<String, String>, NavigableMap<Double, NavigableMap<Double, Double>>> classic = new LinkedHashMap<>();
        List<Group> groups = new ArrayList<>();
        for (PrometheusSeries each : series) {
            if (each.samples().stream().anyMatch(sample -> sample.histogram() != null)) {
                groups.add(natives(each));
                continue;
            }
            String le = each.labels().get("le");
            if (le == null) {
                continue;
            }
            Map<String, String> rest = new TreeMap<>(each.labels());
            rest.remove("le");
            double bound = PrometheusSeries.number(le);
            NavigableMap<Double, NavigableMap<Double, Double>> states =
                    classic.computeIfAbsent(rest, labels -> new TreeMap<>());
            for (PrometheusSeries.Sample sample : each.samples()) {
                // A NaN is kept for now: its whole sample says nothing.
                states.computeIfAbsent(sample.at(), at -> new TreeMap<>()).put(bound, sample.value());
            }
        }
        classic.forEach((labels, states) -> groups.add(classic(labels, states)));
        return groups;
    }

    private Group classic(Map<String, String> labels, NavigableMap<Double, NavigableMap<Double, Double>> states) {
        Group group = new Group(labels, new ArrayList<>(), new ArrayList<>());
        int most = states.values().stream().mapToInt(NavigableMap::size).max().orElse(0);
        states.forEach((at, buckets) -> {
            boolean whole = buckets.values().stream().allMatch(Double::isFinite)
                    && buckets.keySet().stream().noneMatch(bound -> bound.isNaN());
            if (!whole) {
                recorder.note("some samples are no numbers: they are left out");
            } else if (buckets.size() == most) {
                group.states.add(HistogramSample.ofClassic(buckets));
                group.times.add(at);
            }
        });
        return group;
    }

    private static Group natives(PrometheusSeries series) {
        Group group = new Group(series.labels(), new ArrayList<>(), new ArrayList<>());
        for (PrometheusSeries.Sample sample : series.samples()) {
            if (sample.histogram() != null) {
                group.states.add(sample.histogram());
                group.times.add(sample.at());
            }
        }
        return group;
    }

    private List<PrometheusSeries> ask(PrometheusMetrics.Query query) {
        if (!query.isSelector() && query.text().matches("(?s).*\\b(?:increase|delta|histogram_quantile)\\s*\\(.*")) {
            throw new InvalidValue(
                    query.field(),
                    "must select or sum the metric itself, or its rate, such as sum by (le) (rate(x_bucket[1m]))",
                    '"' + query.text() + '"');
        }
        Instant last = to.plus(MARGIN).isAfter(now) ? now : to.plus(MARGIN);
        Instant begin = from.minus(MARGIN);
        Duration range = Duration.between(begin, last);
        String path;
        if (query.isSelector()) {
            path = "/api/v1/query?query=" + encoded(query.text().strip() + "[" + range.toMillis() + "ms]") + "&time="
                    + encoded(last.toString());
        } else {
            Duration least = range.dividedBy(MOST_POINTS).plusSeconds(1);
            Duration step = least.compareTo(RESOLUTION) > 0 ? least : RESOLUTION;
            path = "/api/v1/query_range?query=" + encoded(query.text()) + "&start=" + encoded(begin.toString())
                    + "&end=" + encoded(last.toString()) + "&step=" + step.toSeconds();
        }
        PrometheusApi.Answer answer = api.get(source.url(), path);
        boolean told = answer.status() == 200 || answer.status() == 400 || answer.status() == 422;
        if (!told) {
            throw new ControlFailed(
                    "Prometheus at " + source + " answered " + answer.status()
                            + (answer.status() == 401 || answer.status() == 403 ? ": it asks for another token" : ""),
                    true,
                    null);
        }
        PrometheusSeries.Matrix matrix = PrometheusSeries.read(answer.body());
        if (matrix.error() != null) {
            throw new InvalidValue(
                    query.field(),
                    "must be a query that Prometheus answers; it says: "
                            + Excerpt.of(matrix.error().replaceAll("\\p{Cntrl}", " "), QUOTED),
                    '"' + query.text() + '"');
        }
        return matrix.series();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
