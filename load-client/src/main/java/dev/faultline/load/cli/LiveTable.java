package dev.faultline.load.cli;

import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.State;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.PhaseTable;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.Summary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One line a second while an experiment runs, then its phases side by side. At most 80 columns wide. */
final class LiveTable {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** How long it may take until a second that has passed is in the books. */
    private static final long ENTRY = TimeUnit.MILLISECONDS.toNanos(20);

    private final PrintWriter out;
    private final Windows windows;
    private final long start = System.nanoTime();
    private int lines;

    LiveTable(PrintWriter out, Windows windows) {
        this.out = out;
        this.windows = windows;
    }

    /** Prints what is run and the head of the table. */
    void head(Experiment experiment) {
        out.println(experiment.title());
        String words = experiment.hypothesis().words();
        if (words != null) {
            out.println("expected: " + words.strip());
        }
        out.println();
        print("time", "phase", "rate/s", "success", "p50ms", "p95ms", "p99ms", "backend", "injector", "nobody");
    }

    /** Returns the nanoseconds until the next line is due: just after the second that it tells of is in the books. */
    long untilNextLine() {
        long next = windows.lastEnd().orElse(start) + SECOND + ENTRY;
        return Math.max(ENTRY, next - System.nanoTime());
    }

    /** Prints how the last second went. */
    void line(State state) {
        lines++;
        Window window = windows.since(System.nanoTime() - SECOND);
        Summary summary = Summary.of(window.tally(), window.seconds());
        Latencies.Figures latency = summary.latency();
        var success = summary.successRate();
        print(
                lines + "s",
                state.wire(),
                number(summary.rate()),
                success == null ? "-" : percent(success.value()),
                number(latency.p50()),
                number(latency.p95()),
                number(latency.p99()),
                percent(summary.share(Answerer.BACKEND)),
                percent(summary.share(Answerer.INJECTOR)),
                percent(summary.share(Answerer.NOBODY) + summary.share(Answerer.PROXY)));
    }

    /** Prints the phases side by side, the verdict and where the report lies. */
    void foot(Report report, Optional<Path> written) {
        out.println();
        List<List<String>> rows = PhaseTable.rows(report);
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(String.format(Locale.ROOT, i == 0 ? "%-13s" : " %21s", row.get(i)));
            }
            out.println(line.toString().stripTrailing());
        }
        out.println();
        out.println(report.sentence());
        report.undone()
                .forEach(undone -> out.println("undone: " + undone.what()
                        + (undone.failure() == null ? "" : ": FAILED: " + undone.failure())));
        out.println("report: " + written.map(Path::toString).orElse("could not be written, see the log"));
        out.flush();
    }

    private void print(Object... cells) {
        out.println(String.format(Locale.ROOT, "%5s  %-8s %8s %8s %7s %7s %7s %8s %8s %6s", cells)
                .stripTrailing());
        out.flush();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }
}
