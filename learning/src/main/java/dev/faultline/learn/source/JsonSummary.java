package dev.faultline.learn.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Route;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What summaries of a load have in common: one bounded document of JSON, and figures that make sense. */
final class JsonSummary {

    static final double NANOS_PER_MILLI = 1e6;
    static final double NANOS_PER_SECOND = 1e9;

    private static final int LARGEST = 16 << 20;

    /** Longer than any run; what claims to be longer has another unit. */
    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(31);

    /** More than any run sends. */
    private static final double MOST = 1e12;

    private static final StrictReader READER = new StrictReader(WireJson.mapper());

    private JsonSummary() {}

    /** Returns the document, which is an object. */
    static JsonNode read(InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(LARGEST + 1);
        Require.that(bytes.length <= LARGEST, "", "must be at most 16 MiB", "more");
        JsonNode tree = READER.tree(bytes);
        Require.that(tree.isObject(), "", "must be an object", tree);
        return tree;
    }

    /** Returns where to add what a source tells of all requests, without saying when they were. */
    static Measured all(Observed.Recorder into) {
        return Objects.requireNonNull(into.at(null, Route.ALL));
    }

    /** Returns a part of the document as a value. */
    static <T> T convert(JsonNode part, String field, Class<T> type) {
        try {
            return READER.convert(part, type);
        } catch (InvalidValue e) {
            throw e.within(field);
        }
    }

    /** Returns a part that is an object. */
    static JsonNode object(JsonNode parent, String field, String path) {
        JsonNode part = parent.path(field);
        Require.that(part.isObject(), path, "must be an object", part.isMissingNode() ? "nothing" : part);
        return part;
    }

    /** Returns a count, zero and above. */
    static double count(JsonNode value, String field) {
        double count = number(value, field);
        Require.between(field, count, 0, MOST);
        return count;
    }

    /** Returns a time in nanoseconds. */
    static long nanos(JsonNode value, String field, double nanosPerUnit) {
        return nanos(number(value, field), field, nanosPerUnit);
    }

    /** Returns a time in nanoseconds. */
    static long nanos(double value, String field, double nanosPerUnit) {
        Require.between(field, value, 0, LONGEST_NANOS / nanosPerUnit);
        return Math.round(value * nanosPerUnit);
    }

    private static double number(JsonNode value, String field) {
        Require.that(value.isNumber(), field, "must be a number", value.isMissingNode() ? "nothing" : value);
        return value.doubleValue();
    }

    /** What shares of the requests did not exceed which times. Confined to one thread. */
    static final class Percentiles {

        private final TreeMap<Long, Double> shares = new TreeMap<>();

        /** Adds that a share, from 0 to 1, took at most so long. */
        void add(long nanos, double share) {
            shares.merge(nanos, share, Math::max);
        }

        /**
         * Adds so many requests, spread by these shares.
         *
         * @throws InvalidValue if none is known, or a larger share took less time
         */
        void addTo(LatencyBuckets latency, double count, String field) {
            Require.that(!shares.isEmpty(), field, "must have percentiles", "none");
            long low = 0;
            double below = 0;
            for (Map.Entry<Long, Double> each : shares.entrySet()) {
                // Several sources of shares are rounded each in its own way.
                double share = Math.min(1, Math.max(below, each.getValue()));
                latency.add(low, each.getKey(), (share - below) * count);
                low = each.getKey();
                below = share;
            }
            if (below < 1) {
                latency.add(low, LatencyBuckets.UNBOUNDED, (1 - below) * count);
            }
        }
    }
}
