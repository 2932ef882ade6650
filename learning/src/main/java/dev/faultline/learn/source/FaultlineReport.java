package dev.faultline.learn.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.load.measure.GrpcStatus;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TallyDocument;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Faultline itself writes as JSON: {@code attack --json} and {@code merge --json}, which hold every time; the report of
 * an experiment, of which the phase {@code inject} is learned; and {@code /api/stats}.
 */
final class FaultlineReport implements FileFormat {

    private static final String INJECTION = "inject";

    private static final Map<String, Double> PERCENTILES =
            Map.of("p50", 0.5, "p90", 0.9, "p95", 0.95, "p99", 0.99, "p999", 0.999, "max", 1.0);

    private static final Map<String, GrpcStatus> GRPC =
            Stream.of(GrpcStatus.values()).collect(Collectors.toMap(GrpcStatus::wire, each -> each));

    /** Most statuses there can be, and {@code other}. */
    private static final int MOST_STATUSES = 1_001;

    @Override
    public String title() {
        return "report of Faultline";
    }

    @Override
    public boolean recognises(String head) {
        boolean figures = head.contains("\"classes\"") && head.contains("\"statuses\"") && head.contains("\"latency\"");
        boolean experiment = head.contains("\"verdict\"") && head.contains("\"phases\"");
        // A plan may hold a body that is longer than the head.
        boolean attack = head.contains("\"plan\"") && head.contains("\"arrival\"");
        return head.stripLeading().startsWith("{") && (figures || experiment || attack);
    }

    @Override
    public void read(BufferedInputStream content, @Nullable By by, Observed.Recorder into) throws IOException {
        JsonNode root = JsonSummary.read(content);
        Measured measured = JsonSummary.all(into);
        if (root.has("tally")) {
            tally(root.path("tally"), measured, into);
        } else if (root.has("phases")) {
            into.note("of the experiment the phase " + INJECTION + " was learned");
            phase(root.path("phases"), measured, into);
        } else {
            summary(root, "", new JsonSummary.Percentiles(), measured, into);
        }
    }

    private static void tally(JsonNode document, Measured measured, Observed.Recorder into) {
        TallyDocument read = JsonSummary.convert(document, "tally", TallyDocument.class);
        Tally tally;
        try {
            tally = Tally.of(read);
        } catch (InvalidValue e) {
            throw e.within("tally");
        }
        Ended ended = new Ended();
        tally.classes().forEach((resultClass, count) -> ended.classes.put(resultClass, (double) count));
        tally.statuses().forEach((status, count) -> ended.statuses.put(status, (double) count));
        tally.grpcStatuses().forEach((status, count) -> ended.grpc.put(status, (double) count));
        ended.addTo(measured, into);
        LatencyBuckets latency = measured.latency();
        HistogramLog.addAll(tally.select(Scope.ATTEMPTS).latency().histogram(), 1, "tally.attempts", latency);
    }

    private static void phase(JsonNode phases, Measured measured, Observed.Recorder into) {
        Require.that(phases.isArray(), "phases", "must be a list", phases);
        for (int i = 0; i < phases.size(); i++) {
            JsonNode phase = phases.get(i);
            if (phase.path("phase").asText().equals(INJECTION)) {
                String path = "phases[" + i + "]";
                JsonSummary.Percentiles percentiles = new JsonSummary.Percentiles();
                distribution(phase.path("distribution"), path + ".distribution", percentiles);
                summary(
                        JsonSummary.object(phase, "summary", path + ".summary"),
                        path + ".summary.",
                        percentiles,
                        measured,
                        into);
                return;
            }
        }
        throw new InvalidValue("phases", "must have the phase " + INJECTION, "none");
    }

    private static void distribution(JsonNode buckets, String path, JsonSummary.Percentiles into) {
        double share = 0;
        for (int i = 0; i < buckets.size(); i++) {
            String field = path + "[" + i + "]";
            JsonNode bucket = buckets.path(i);
            double more = JsonSummary.count(bucket.path("share"), field + ".share");
            into.add(JsonSummary.nanos(bucket.path("above"), field + ".above", JsonSummary.NANOS_PER_MILLI), share);
            share = Math.min(1, share + more);
            into.add(JsonSummary.nanos(bucket.path("upTo"), field + ".upTo", JsonSummary.NANOS_PER_MILLI), share);
        }
    }

    private static void summary(
            JsonNode summary,
            String path,
            JsonSummary.Percentiles percentiles,
            Measured measured,
            Observed.Recorder into) {
        Ended ended = new Ended();
        counts(summary, "classes", path)
                .forEach(
                        (name, count) -> ended.classes.put(known(HistogramLog.CLASSES, name, path + "classes"), count));
        ended.statuses.putAll(counts(summary, "statuses", path));
        counts(summary, "grpcStatuses", path)
                .forEach((name, count) -> ended.grpc.put(known(GRPC, name, path + "grpcStatuses"), count));
        ended.addTo(measured, into);
        JsonNode latency = JsonSummary.object(summary, "latency", path + "latency");
        double samples = JsonSummary.count(latency.path("samples"), path + "latency.samples");
        if (samples > 0) {
            PERCENTILES.forEach((name, share) -> {
                if (latency.has(name)) {
                    String field = path + "latency." + name;
                    percentiles.add(JsonSummary.nanos(latency.path(name), field, JsonSummary.NANOS_PER_MILLI), share);
                }
            });
            percentiles.addTo(measured.latency(), samples, path + "latency");
            into.note("the report tells some percentiles: between them times are spread evenly");
        }
    }

    private static Map<String, Double> counts(JsonNode summary, String name, String path) {
        Map<String, Double> counts = new TreeMap<>();
        JsonNode node = summary.path(name);
        Require.that(node.size() <= MOST_STATUSES, path + name, "must be at most " + MOST_STATUSES, node.size());
        node.properties()
                .forEach(each -> counts.put(
                        each.getKey(), JsonSummary.count(each.getValue(), path + name + "." + each.getKey())));
        return counts;
    }

    private static <T> T known(Map<String, T> values, String name, String field) {
        T value = values.get(name);
        if (value == null) {
            throw new InvalidValue(field, "must be known names", '"' + name + '"');
        }
        return value;
    }

    /** How attempts ended, each way of counting by itself. */
    private static final class Ended {

        private final Map<ResultClass, Double> classes = new EnumMap<>(ResultClass.class);
        private final Map<String, Double> statuses = new TreeMap<>();
        private final Map<GrpcStatus, Double> grpc = new EnumMap<>(GrpcStatus.class);

        void addTo(Measured measured, Observed.Recorder into) {
            takeBrokenOff(into);
            grpc.forEach((status, count) -> {
                // An answer to a call that lacks its status is known by that of HTTP.
                if (status != GrpcStatus.NONE) {
                    take(count);
                    measured.add(status == GrpcStatus.OTHER ? Outcome.Broken.UNKNOWN : new Outcome.Grpc(status), count);
                }
            });
            statuses.forEach((status, count) -> measured.add(outcome(status), count));
            classes.forEach((resultClass, count) -> {
                if (resultClass == ResultClass.SHED) {
                    into.note("what is shed was never sent and is left out");
                } else if (!resultClass.isAnswer()) {
                    measured.add(HistogramLog.OUTCOMES.getOrDefault(resultClass, Outcome.Broken.UNKNOWN), count);
                }
            });
        }

        /** A status counts from the head of an answer on: what broke off after it is there twice. */
        private void takeBrokenOff(Observed.Recorder into) {
            double answered = classes.entrySet().stream()
                    .filter(each -> each.getKey().isAnswer())
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            double twice =
                    statuses.values().stream().mapToDouble(Double::doubleValue).sum() - answered;
            if (twice > 0 && !classes.isEmpty()) {
                take(twice);
                into.note("answers that broke off after their status count as broken off, not by the status");
            }
        }

        /** Takes so many from successes, the most frequent first, and only then from others. */
        private void take(double count) {
            List<String> order = statuses.keySet().stream()
                    .sorted(Comparator.<String, Boolean>comparing(
                                    status -> !outcome(status).isSuccess())
                            .thenComparing(Comparator.<String, Double>comparing(statuses::get)
                                    .reversed()))
                    .toList();
            double left = count;
            for (String status : order) {
                double some = Math.min(left, statuses.getOrDefault(status, 0.0));
                statuses.merge(status, -some, Double::sum);
                left -= some;
            }
        }

        private static Outcome outcome(String status) {
            boolean known = status.length() == 3
                    && status.charAt(0) >= '1'
                    && status.charAt(0) <= '5'
                    && status.chars().allMatch(c -> c >= '0' && c <= '9');
            return known ? new Outcome.Status(Integer.parseInt(status)) : Outcome.Broken.UNKNOWN;
        }
    }
}
