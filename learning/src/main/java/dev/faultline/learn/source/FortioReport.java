package dev.faultline.learn.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.load.measure.GrpcStatus;
import dev.faultline.platform.wire.Require;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code fortio load -json} writes: a histogram in seconds, and how many calls had which code. */
final class FortioReport implements FileFormat {

    /** With fewer buckets a curve between them says little. */
    private static final int FEW_BUCKETS = 20;

    private static final int MOST_BUCKETS = 100_000;
    private static final int MOST_CODES = 1_000;

    @Override
    public String title() {
        return "report of fortio";
    }

    @Override
    public boolean recognises(String head) {
        return head.stripLeading().startsWith("{") && head.contains("\"RunType\"") && head.contains("\"RequestedQPS\"");
    }

    @Override
    public void read(BufferedInputStream content, @Nullable By by, Observed.Recorder into) throws IOException {
        JsonNode root = JsonSummary.read(content);
        Measured measured = JsonSummary.all(into);
        boolean answered = codes(root, measured, into);
        JsonNode histogram = JsonSummary.object(root, "DurationHistogram", "DurationHistogram");
        if (answered) {
            times(histogram.path("Data"), measured, into);
        }
    }

    /** Returns whether any call was answered. */
    private static boolean codes(JsonNode root, Measured into, Observed.Recorder notes) {
        JsonNode codes = root.path("RetCodes");
        Require.that(codes.size() <= MOST_CODES, "RetCodes", "must be at most " + MOST_CODES, codes.size());
        String kind = root.path("RunType").asText();
        if (codes.isEmpty() || !(kind.equals("HTTP") || kind.startsWith("GRPC"))) {
            notes.note("the report tells no statuses");
            return true;
        }
        boolean answered = false;
        for (Map.Entry<String, JsonNode> each : codes.properties()) {
            double count = JsonSummary.count(each.getValue(), "RetCodes." + each.getKey());
            Outcome outcome = kind.equals("HTTP") ? ofHttp(each.getKey()) : ofGrpc(each.getKey());
            into.add(outcome, count);
            answered |= count > 0 && outcome != Outcome.Broken.UNKNOWN;
            if (count > 0 && outcome == Outcome.Broken.UNKNOWN) {
                notes.note("fortio does not tell how calls failed that had no status, nor keeps their times apart");
            }
        }
        return answered;
    }

    private static Outcome ofHttp(String code) {
        boolean known = code.length() == 3
                && code.charAt(0) >= '1'
                && code.charAt(0) <= '5'
                && code.chars().allMatch(c -> c >= '0' && c <= '9');
        return known ? new Outcome.Status(Integer.parseInt(code)) : Outcome.Broken.UNKNOWN;
    }

    /** What is no error is the answer of a health check: any is one of a service that answers. */
    private static Outcome ofGrpc(String code) {
        return code.equals("ERROR") ? Outcome.Broken.UNKNOWN : new Outcome.Grpc(GrpcStatus.OK);
    }

    private static void times(JsonNode buckets, Measured into, Observed.Recorder notes) {
        Require.that(
                buckets.size() <= MOST_BUCKETS,
                "DurationHistogram.Data",
                "must be at most " + MOST_BUCKETS,
                buckets.size());
        for (int i = 0; i < buckets.size(); i++) {
            JsonNode bucket = buckets.path(i);
            String field = "DurationHistogram.Data[" + i + "].";
            long start = JsonSummary.nanos(bucket.path("Start"), field + "Start", JsonSummary.NANOS_PER_SECOND);
            long end = JsonSummary.nanos(bucket.path("End"), field + "End", JsonSummary.NANOS_PER_SECOND);
            Require.that(end >= start, field + "End", "must not be less than the start", bucket.path("End"));
            into.latency().add(start, end, JsonSummary.count(bucket.path("Count"), field + "Count"));
        }
        if (buckets.isEmpty()) {
            notes.note("the report tells no times");
        } else if (buckets.size() < FEW_BUCKETS) {
            notes.note("the histogram has only " + buckets.size()
                    + " buckets, within which times are spread evenly: fortio -r 0.0001" + " makes finer ones");
        }
    }
}
