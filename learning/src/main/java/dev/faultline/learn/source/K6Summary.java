package dev.faultline.learn.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A summary of k6: of {@code --summary-export}, of {@code handleSummary}, or in the machine-readable form. It tells statuses
 * where the script has a threshold for each, such as {@code http_reqs{status:503}}; else only how many requests failed.
 */
final class K6Summary implements FileFormat {

    private static final String DURATION = "http_req_duration";
    private static final String REQUESTS = "http_reqs";
    private static final String FAILED = "http_req_failed";

    private static final Pattern OF_STATUS = Pattern.compile("http_reqs\\{status:([0-9]{1,3})\\}");
    private static final Pattern PERCENTILE = Pattern.compile("p\\(?([0-9]{1,3}(?:[._][0-9]{1,9})?)\\)?");

    @Override
    public String title() {
        return "summary of k6";
    }

    @Override
    public boolean recognises(String head) {
        return head.stripLeading().startsWith("{")
                && (head.contains('"' + DURATION)
                        || head.contains("\"root_group\"")
                        || head.contains("\"k6_version\""));
    }

    @Override
    public void read(BufferedInputStream content, @Nullable By by, Observed.Recorder into) throws IOException {
        Map<String, JsonNode> metrics = metrics(JsonSummary.read(content));
        JsonNode requests = metrics.get(REQUESTS);
        if (requests == null) {
            throw new InvalidValue("", "must have the metric " + REQUESTS, "none");
        }
        double count = JsonSummary.count(requests.path("count"), REQUESTS + ".count");
        Measured measured = JsonSummary.all(into);
        outcomes(metrics, count, measured, into);
        JsonNode duration = metrics.get(DURATION);
        if (duration != null && count > 0) {
            percentiles(duration).addTo(measured.latency(), count, DURATION);
            into.note("the summary tells some percentiles: between them times are spread evenly");
        }
    }

    /** Returns the figures of each metric: where they are depends on who wrote the summary. */
    private static Map<String, JsonNode> metrics(JsonNode root) {
        Map<String, JsonNode> metrics = new TreeMap<>();
        root.path("metrics").properties().forEach(each -> {
            JsonNode values = each.getValue().path("values");
            metrics.put(each.getKey(), values.isObject() ? values : each.getValue());
        });
        for (JsonNode metric : root.path("results").path("metrics")) {
            metrics.put(metric.path("name").asText(), metric.path("values"));
        }
        return metrics;
    }

    private static JsonSummary.Percentiles percentiles(JsonNode duration) {
        JsonSummary.Percentiles percentiles = new JsonSummary.Percentiles();
        duration.properties().forEach(each -> {
            double share = share(each.getKey());
            if (share >= 0) {
                String field = DURATION + "." + each.getKey();
                percentiles.add(JsonSummary.nanos(each.getValue(), field, JsonSummary.NANOS_PER_MILLI), share);
            }
        });
        return percentiles;
    }

    /** Returns which share is meant; less than 0 if it is another figure. */
    private static double share(String figure) {
        Matcher percentile = PERCENTILE.matcher(figure);
        if (!percentile.matches()) {
            return switch (figure) {
                case "min" -> 0;
                case "med" -> 0.5;
                case "max" -> 1;
                default -> -1;
            };
        }
        double percent = Double.parseDouble(percentile.group(1).replace('_', '.'));
        Require.between(DURATION + "." + figure, percent, 0, 100);
        return percent / 100;
    }

    private static void outcomes(Map<String, JsonNode> metrics, double count, Measured into, Observed.Recorder notes) {
        double told = 0;
        double failuresTold = 0;
        for (Map.Entry<String, JsonNode> each : metrics.entrySet()) {
            Matcher metric = OF_STATUS.matcher(each.getKey());
            if (metric.matches()) {
                int status = Integer.parseInt(metric.group(1));
                double some = JsonSummary.count(each.getValue().path("count"), each.getKey() + ".count");
                boolean answered = status >= 100 && status <= 599;
                into.add(answered ? new Outcome.Status(status) : Outcome.Broken.UNKNOWN, some);
                if (!answered && some > 0) {
                    notes.note("k6's status 0 is no answer: its times are among the others");
                }
                told += some;
                failuresTold += status >= 200 && status < 400 ? 0 : some;
            }
        }
        Require.that(told <= count, REQUESTS, "must not be less than those with a status", count);
        double rest = count - told;
        JsonNode failed = metrics.get(FAILED);
        if (failed == null || rest == 0) {
            if (rest > 0) {
                notes.note("the summary tells no statuses");
            }
            return;
        }
        double failures = Math.min(rest, Math.max(0, failures(failed, count) - failuresTold));
        into.add(new Outcome.Status(500), failures);
        into.add(new Outcome.Status(200), rest - failures);
        notes.note(
                "the summary tells how many failed and not their statuses: failures are learned as 500, the others as 200");
    }

    private static double failures(JsonNode failed, double count) {
        for (String figure : new String[] {"passes", "matches"}) {
            if (failed.has(figure)) {
                return JsonSummary.count(failed.path(figure), FAILED + "." + figure);
            }
        }
        for (String figure : new String[] {"rate", "value"}) {
            if (failed.has(figure)) {
                double share = JsonSummary.count(failed.path(figure), FAILED + "." + figure);
                Require.between(FAILED + "." + figure, share, 0, 1);
                return Math.rint(share * count);
            }
        }
        throw new InvalidValue(FAILED, "must have a rate", "none");
    }
}
