package dev.faultline.load.measure;

import dev.faultline.load.measure.Tally.ScopeStats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/** Writes windows in a format that other tools read. Not threadsafe. */
public sealed interface WindowWriter {

    /** Appends that window. */
    void write(Window window) throws IOException;

    /**
     * Comma-separated values (RFC 4180 with bare line feeds): a header, then a row for each window. The columns are the
     * same whatever occurred. Times are milliseconds of the attempts that were answered; without any they are empty,
     * since nothing is not zero.
     */
    final class CsvWriter implements WindowWriter {

        /** Always three digits of the second: an instant without them would be written shorter. */
        private static final DateTimeFormatter RFC_3339 =
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

        private static final List<String> FIGURES = List.of(
                "time",
                "seconds",
                "arrivals",
                "samples",
                "rate",
                "succeeded",
                "mean_ms",
                "p50_ms",
                "p90_ms",
                "p95_ms",
                "p99_ms",
                "p999_ms",
                "max_ms",
                "lag_p99_ms");

        private final Appendable out;

        /** Writes the header at once. */
        public CsvWriter(Appendable out) throws IOException {
            this.out = out;
            out.append(String.join(",", columns())).append('\n');
        }

        /** Returns the names of the columns: figures, then the classes, then who answered. */
        public static List<String> columns() {
            return Stream.of(
                            FIGURES.stream(),
                            Arrays.stream(ResultClass.values()).map(ResultClass::wire),
                            Arrays.stream(Answerer.values()).map(answerer -> "by_" + answerer.wire()))
                    .flatMap(names -> names)
                    .toList();
        }

        @Override
        public void write(Window window) throws IOException {
            Tally tally = window.tally();
            ScopeStats sent = tally.select(Scope.ATTEMPTS);
            Latencies.Figures latency = sent.latency().figures();
            List<String> cells = new ArrayList<>();
            cells.add(RFC_3339.format(Instant.ofEpochMilli(window.began().toEpochMilli())));
            cells.add(fixed(window.seconds()));
            cells.add(Long.toString(tally.arrivals()));
            cells.add(Long.toString(sent.samples()));
            cells.add(fixed(window.seconds() > 0 ? sent.samples() / window.seconds() : 0));
            cells.add(Long.toString(sent.succeeded()));
            cells.add(time(latency.mean()));
            cells.add(time(latency.p50()));
            cells.add(time(latency.p90()));
            cells.add(time(latency.p95()));
            cells.add(time(latency.p99()));
            cells.add(time(latency.p999()));
            cells.add(time(latency.max()));
            cells.add(time(tally.lag().figures().p99()));
            for (ResultClass resultClass : ResultClass.values()) {
                cells.add(Long.toString(tally.count(resultClass)));
            }
            for (Answerer answerer : Answerer.values()) {
                cells.add(Long.toString(tally.count(new Scope.By(answerer))));
            }
            out.append(String.join(",", cells)).append('\n');
        }

        private static String time(@Nullable Double millis) {
            return millis == null ? "" : fixed(millis);
        }

        private static String fixed(double value) {
            return String.format(Locale.ROOT, "%.3f", value);
        }
    }

    /**
     * A histogram log (HdrHistogram's format 1.3): for each window a line for each class that occurred, tagged with it.
     * A class without an answer has the times after which attempts were given up: leave it out of percentiles.
     * The histograms hold nanoseconds, the column of the largest is milliseconds, as HistogramLogProcessor and jHiccup
     * expect; logs of several clients add up without loss.
     */
    final class HistogramLog implements WindowWriter {

        private final PrintStream out;
        private final HistogramLogWriter log;
        private boolean begun;

        /** Writes nothing yet: the header says when the first window began. */
        public HistogramLog(OutputStream out) {
            this.out = new PrintStream(out, false, StandardCharsets.US_ASCII);
            this.log = new HistogramLogWriter(this.out);
        }

        /** Appends the lines of that window and flushes the stream. */
        @Override
        public void write(Window window) throws IOException {
            if (!begun) {
                begun = true;
                header(window.began());
            }
            long start = window.began().toEpochMilli();
            for (ResultClass resultClass : ResultClass.values()) {
                Latencies times = window.tally().times(resultClass);
                if (times.count() > 0) {
                    Histogram latency = times.histogram();
                    latency.setTag(resultClass.wire());
                    latency.setStartTimeStamp(start);
                    latency.setEndTimeStamp(
                            start + TimeUnit.NANOSECONDS.toMillis(window.endNanos() - window.startNanos()));
                    log.outputIntervalHistogram(latency);
                }
            }
            // A PrintStream swallows failures; asking for them also flushes.
            if (out.checkError()) {
                throw new IOException("the histogram log can't be written");
            }
        }

        private void header(Instant began) {
            log.outputComment("[Latency from the intended time, in nanoseconds; one tag for each class]");
            log.outputLogFormatVersion();
            log.outputBaseTime(began.toEpochMilli());
            log.setBaseTime(began.toEpochMilli());
            log.outputStartTime(began.toEpochMilli());
            log.outputLegend();
        }
    }

    /**
     * The latency of the attempts of a window that were answered, as a percentile distribution ({@code .hgrm}), in milliseconds, as wrk2
     * prints it and HdrHistogram's plotter reads it.
     */
    final class PercentileDistribution implements WindowWriter {

        private static final int TICKS_PER_HALF_DISTANCE = 5;
        private static final double NANOS_PER_MILLI = 1e6;

        private final Appendable out;

        /** Writes nothing yet. */
        public PercentileDistribution(Appendable out) {
            this.out = out;
        }

        /** Appends the distribution of that window; a file holds one. */
        @Override
        public void write(Window window) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (PrintStream print = new PrintStream(bytes, false, StandardCharsets.US_ASCII)) {
                window.tally()
                        .select(Scope.ATTEMPTS)
                        .latency()
                        .histogram()
                        .outputPercentileDistribution(print, TICKS_PER_HALF_DISTANCE, NANOS_PER_MILLI);
            }
            out.append(bytes.toString(StandardCharsets.US_ASCII));
        }
    }
}
