package dev.faultline.load.export;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Selection;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Windows as comma-separated values (RFC 4180 with bare line feeds): a head, then a row each. The columns are the same
 * whatever occurred. Times are milliseconds; of no samples they are empty, since nothing is not zero. For one thread.
 */
public final class CsvLines {

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

    /** Writes the head at once. */
    public CsvLines(Appendable out) throws IOException {
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

    /** Appends the row of that window. */
    public void write(Window window) throws IOException {
        Tally tally = window.tally();
        Selection sent = tally.select(Scope.ATTEMPTS);
        Latencies.Figures latency = sent.latency().figures();
        List<String> cells = new ArrayList<>();
        cells.add(RFC_3339.format(Instant.ofEpochMilli(window.began().toEpochMilli())));
        cells.add(fixed(window.seconds()));
        cells.add(Long.toString(tally.arrivals()));
        cells.add(Long.toString(sent.samples()));
        cells.add(fixed(window.seconds() > 0 ? sent.samples() / window.seconds() : 0));
        cells.add(Long.toString(sent.succeeded()));
        double[] times = {
            latency.mean(), latency.p50(), latency.p90(), latency.p95(), latency.p99(), latency.p999(), latency.max()
        };
        for (double time : times) {
            cells.add(sent.samples() == 0 ? "" : fixed(time));
        }
        cells.add(sent.samples() == 0 ? "" : fixed(tally.lag().percentile(99)));
        for (ResultClass resultClass : ResultClass.values()) {
            cells.add(Long.toString(tally.count(resultClass)));
        }
        for (Answerer answerer : Answerer.values()) {
            cells.add(Long.toString(tally.count(new Scope.By(answerer))));
        }
        out.append(String.join(",", cells)).append('\n');
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
