package dev.faultline.learn.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.faultline.platform.wire.ControlFailed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A time series as Prometheus' API writes it in a matrix. Immutable once read.
 *
 * @param labels with {@code __name__}
 * @param samples in the order of time
 */
record PrometheusSeries(Map<String, String> labels, List<Sample> samples) {

    /** More would be hundreds of megabytes here. */
    private static final int MOST_SAMPLES = 4_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    /**
     * A sample.
     *
     * @param at seconds since 1970
     * @param value of a plain sample; NaN of one that is a histogram
     * @param histogram of a native histogram; null of a plain sample
     */
    record Sample(double at, double value, @Nullable HistogramSample histogram) {}

    /** What an answer says: the series, or why there are none. */
    record Matrix(List<PrometheusSeries> series, @Nullable String error) {}

    /**
     * Reads the answer of a query, a sample at a time.
     *
     * @throws ControlFailed if it is none of a Prometheus, or has too many samples
     */
    static Matrix read(InputStream body) {
        try (JsonParser in = JSON.createParser(body)) {
            return new Reader(in).answer();
        } catch (IOException e) {
            throw new ControlFailed("what answers is no Prometheus: its answer is no JSON of the query API", true, e);
        }
    }

    /** Reads one answer. */
    private static final class Reader {

        private final JsonParser in;
        private final List<PrometheusSeries> all = new ArrayList<>();
        private @Nullable String error;
        private @Nullable String type;
        private int samples;

        Reader(JsonParser in) {
            this.in = in;
        }

        Matrix answer() throws IOException {
            expect(in.nextToken() == JsonToken.START_OBJECT);
            boolean known = false;
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "status" -> known = true;
                    case "error" -> error = in.getValueAsString("");
                    case "data" -> data();
                    default -> in.skipChildren();
                }
            }
            expect(known);
            expect(error != null || "matrix".equals(type));
            return new Matrix(all, error);
        }

        private void data() throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return;
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                if (name.equals("resultType")) {
                    type = in.getValueAsString();
                } else if (name.equals("result") && in.currentToken() == JsonToken.START_ARRAY) {
                    while (in.nextToken() == JsonToken.START_OBJECT) {
                        series();
                    }
                } else {
                    in.skipChildren();
                }
            }
        }

        private void series() throws IOException {
            Map<String, String> labels = new TreeMap<>();
            List<Sample> read = new ArrayList<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "metric" -> {
                        while (in.nextToken() == JsonToken.FIELD_NAME) {
                            String label = in.currentName();
                            in.nextToken();
                            labels.put(label, in.getValueAsString(""));
                        }
                    }
                    case "values" -> values(read, false);
                    case "histograms" -> values(read, true);
                    default -> in.skipChildren();
                }
            }
            all.add(new PrometheusSeries(labels, read));
        }

        private void values(List<Sample> read, boolean histograms) throws IOException {
            expect(in.currentToken() == JsonToken.START_ARRAY);
            while (in.nextToken() == JsonToken.START_ARRAY) {
                in.nextToken();
                double at = in.getValueAsDouble(Double.NaN);
                in.nextToken();
                read.add(
                        histograms
                                ? new Sample(at, Double.NaN, histogram())
                                : new Sample(at, number(in.getValueAsString("")), null));
                expect(in.nextToken() == JsonToken.END_ARRAY);
                if (++samples > MOST_SAMPLES) {
                    throw new ControlFailed(
                            "Prometheus has more than " + MOST_SAMPLES
                                    + " samples of that: ask for less time, or for fewer series",
                            true,
                            null);
                }
            }
        }

        /** {@code {"count": "12", "sum": "3", "buckets": [[rule, "low", "high", "count"], ...]}}. */
        private HistogramSample histogram() throws IOException {
            double count = Double.NaN;
            List<double[]> buckets = new ArrayList<>();
            expect(in.currentToken() == JsonToken.START_OBJECT);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                if (name.equals("count")) {
                    count = number(in.getValueAsString(""));
                } else if (name.equals("buckets") && in.currentToken() == JsonToken.START_ARRAY) {
                    while (in.nextToken() == JsonToken.START_ARRAY) {
                        in.nextToken();
                        double[] bucket = new double[3];
                        for (int i = 0; i < bucket.length; i++) {
                            in.nextToken();
                            bucket[i] = number(in.getValueAsString(""));
                        }
                        buckets.add(bucket);
                        expect(in.nextToken() == JsonToken.END_ARRAY);
                    }
                } else {
                    in.skipChildren();
                }
            }
            return HistogramSample.ofNative(count, buckets);
        }

        private static void expect(boolean holds) throws IOException {
            if (!holds) {
                throw new IOException("another form");
            }
        }
    }

    /** Returns a number as Prometheus writes it; NaN of what is none. */
    static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    yield Double.NaN;
                }
            }
        };
    }
}
