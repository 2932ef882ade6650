package dev.faultline.load.cli;

import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.State;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.PhaseTable;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.ResilienceCurve;
import dev.faultline.load.report.Summary;
import dev.faultline.load.slo.Threshold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line a second while an experiment runs, then its phases side by side. At most 80 columns wide. */
final class LiveTable {

    private static final int COLUMNS = 80;
    private static final int SHORTEST_NAME = 13;
    private static final int WIDEST_CELL = 21;

    private final Terminal terminal;
    private final Pulse pulse;
    private final long start = System.nanoTime();
    private Duration length = Duration.ZERO;

    LiveTable(Terminal terminal, Windows windows) {
        this.terminal = terminal;
        this.pulse = new Pulse(windows, Duration.ofSeconds(1), start);
    }

    /** Prints what is run and the head of the table. */
    void head(Experiment experiment) {
        length = experiment.planned();
        terminal.line(experiment.title());
        String words = experiment.hypothesis().words();
        if (words != null) {
            terminal.line("expected: " + words.strip());
        }
        terminal.line("");
        print("time", "phase", "rate/s", "success", "p50ms", "p95ms", "p99ms", "backend", "injector", "nobody");
    }

    /** Prints how the last second went, if it has just passed, and redraws how far the experiment has come; of a sweep
     * the level stands for the phase. */
    void tick(State state, @Nullable String level) {
        pulse.beat().ifPresent(window -> line(level == null ? state.wire() : "at " + level, window));
        Duration passed = Duration.ofNanos(System.nanoTime() - start);
        terminal.status(Progress.bar(passed, length));
    }

    /** Returns whether nobody reads any more what is printed. */
    boolean isUnread() {
        return terminal.isUnread();
    }

    private void line(String phase, Window window) {
        Summary summary = Summary.of(window.tally(), window.seconds());
        Latencies.Figures latency = summary.latency();
        var success = summary.successRate();
        String time = pulse.second() + "s";
        if (success == null) {
            print(time, phase, number(summary.rate()), "-", "-", "-", "-", "-", "-", "-");
            return;
        }
        print(
                time,
                phase,
                number(summary.rate()),
                percent(success.value()),
                number(latency.p50()),
                number(latency.p95()),
                number(latency.p99()),
                percent(summary.share(Answerer.BACKEND)),
                percent(summary.share(Answerer.INJECTOR)),
                percent(summary.share(Answerer.NOBODY) + summary.share(Answerer.PROXY)));
    }

    /** Prints the phases side by side, the verdict and where the reports lie. */
    void foot(Report report, List<Path> written) {
        terminal.line("");
        phases(PhaseTable.rows(report));
        terminal.line("");
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            curve(curve);
        }
        terminal.line(report.sentence());
        report.undone()
                .forEach(undone -> terminal.line("undone: " + undone.what()
                        + (undone.failure() == null ? "" : ": FAILED: " + undone.failure())));
        if (written.isEmpty()) {
            terminal.line("report: could not be written, see the log");
        }
        written.forEach(file -> terminal.line("report: " + file));
    }

    /** The names take what they need; the phases share the rest. */
    private void phases(List<List<String>> rows) {
        int name = Math.max(
                SHORTEST_NAME,
                rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0));
        int phases = Math.max(1, rows.get(0).size() - 1);
        int cell = Math.min(WIDEST_CELL, (COLUMNS - name) / phases - 1);
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(padded(row.get(0), -name));
            row.stream().skip(1).forEach(text -> line.append(' ').append(padded(text, cell)));
            terminal.line(line.toString().stripTrailing());
        }
    }

    private static String padded(String text, int width) {
        return String.format(Locale.ROOT, "%" + width + "s", text);
    }

    /** Success is that of the attempts; what was judged may be another figure, and stands at the end. */
    private void curve(ResilienceCurve curve) {
        String row = "%-13s %-10s %8s %9s  %s";
        terminal.line(String.format(Locale.ROOT, row, curve.vary(), "ruling", "success", "p95ms", judged(curve)));
        for (ResilienceCurve.Level level : curve.levels()) {
            var success = level.successRate();
            String figures = level.checks().stream()
                    .map(check -> check.figure().orElse("-"))
                    .collect(Collectors.joining(", "));
            terminal.line(String.format(
                    Locale.ROOT,
                    row,
                    curve.written(level.value()),
                    level.ruling().wire(),
                    success == null ? "-" : percent(success.value()),
                    success == null ? "-" : number(level.latency().p95()),
                    figures));
        }
        terminal.line("");
    }

    private static String judged(ResilienceCurve curve) {
        return curve.thresholds().stream().map(Threshold::text).collect(Collectors.joining(", "));
    }

    private void print(Object... cells) {
        terminal.line(String.format(Locale.ROOT, "%5s  %-8s %8s %8s %7s %7s %7s %8s %8s %6s", cells));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }
}
