package dev.faultline.load.cli;

import dev.faultline.load.experiment.Experiment;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Rates;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.ResilienceCurve;
import dev.faultline.load.report.Summary;
import dev.faultline.load.text.Cell;
import dev.faultline.load.text.Columns;
import dev.faultline.load.text.Paint;
import dev.faultline.load.text.Paragraph;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line a second while an experiment runs, then its phases side by side. At most 80 columns wide. For one thread. */
final class LiveTable {

    private static final int PHASE = 8;
    private static final int FIGURE = 7;
    private static final Columns COLUMNS = new Columns(6, -PHASE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, 8, 6);

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
        terminal.sentence(Paragraph.plain(experiment.title()));
        String words = experiment.hypothesis().words();
        if (words != null) {
            terminal.sentence("expected: " + Paragraph.plain(words));
        }
        terminal.line("");
        terminal.line(COLUMNS.row(
                "time", "phase", "rate/s", "success", "p50ms", "p95ms", "p99ms", "backend", "injector", "nobody"));
    }

    /** Prints how the last second went, if it has just passed, and redraws how far the experiment has come; of a sweep
     * the level stands for the phase. */
    void tick(State state, @Nullable String level) {
        pulse.beat().ifPresent(window -> terminal.line(row(pulse.second(), phase(state, level), window)));
        Duration passed = Duration.ofNanos(System.nanoTime() - start);
        terminal.status(Progress.bar(passed, length, terminal.columns()));
    }

    /** Returns whether nobody reads any more what is printed. */
    boolean isUnread() {
        return terminal.isUnread();
    }

    private static Cell phase(State state, @Nullable String level) {
        String text = level == null ? state.wire() : "at " + level;
        // The level itself matters more.
        String fits = level != null && text.length() > PHASE ? level : text;
        return new Cell(fits, state == State.INJECT ? Paint.MARKED : Paint.PLAIN);
    }

    /** Returns the line about that second. */
    String row(long second, Cell phase, Window window) {
        Summary summary = Summary.of(window.tally(), window.seconds());
        Latencies.Figures latency = summary.latency();
        boolean none = summary.samples() == 0;
        return COLUMNS.row(
                terminal.ink(),
                List.of(
                        Cell.of(second + "s"),
                        phase,
                        number(summary.rate()),
                        Rates.success(summary.successRate()),
                        none ? Rates.NONE : number(latency.p50()),
                        none ? Rates.NONE : number(latency.p95()),
                        none ? Rates.NONE : number(latency.p99()),
                        share(summary, Answerer.BACKEND),
                        share(summary, Answerer.INJECTOR),
                        share(summary, Answerer.NOBODY, Answerer.PROXY)));
    }

    private static Cell number(double value) {
        return Cell.of(Columns.number(value, FIGURE));
    }

    private static Cell share(Summary summary, Answerer... answerers) {
        if (summary.samples() == 0) {
            return Rates.NONE;
        }
        double sum = 0;
        for (Answerer answerer : answerers) {
            sum += summary.share(answerer);
        }
        return Cell.of(Columns.percent(sum));
    }

    /** Prints the phases side by side, the verdict and where the reports lie. */
    void foot(Report report, List<Path> written) {
        terminal.line("");
        Phases.lines(report, terminal.ink()).forEach(terminal::line);
        terminal.line("");
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            Levels.lines(curve, terminal.ink()).forEach(terminal::line);
            terminal.line("");
        }
        terminal.sentence(Rates.paint(report.verdict().outcome()), Paragraph.plain(report.sentence()));
        report.undone().forEach(this::undone);
        if (written.isEmpty()) {
            terminal.sentence(Paint.BAD, "report: could not be written, see the log");
        }
        // To be copied: never broken.
        written.forEach(file -> terminal.line("report: " + file));
    }

    private void undone(Undone undone) {
        String failure = undone.failure();
        terminal.sentence(
                failure == null ? Paint.PLAIN : Paint.BAD,
                Paragraph.plain("undone: " + undone.what() + (failure == null ? "" : ": FAILED: " + failure)));
    }
}
