package dev.faultline.client.cli;

import dev.faultline.client.text.Cells;
import dev.faultline.client.text.Columns;
import dev.faultline.client.text.Ink;
import dev.faultline.client.text.Paragraph;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.report.PhaseTable;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.ResilienceCurve;
import dev.faultline.experiment.report.Summary;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.threshold.Threshold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line a second while an experiment runs, then its phases side by side. At most 80 columns wide. For one thread. */
final class RunTable {

    private static final int PHASE = 8;
    private static final int FIGURE = 7;
    private static final Columns COLUMNS = new Columns(6, -PHASE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, 8, 6);

    private final Terminal terminal;
    private final WindowTicker pulse;
    private final long start = System.nanoTime();
    private Duration length = Duration.ZERO;

    RunTable(Terminal terminal, WindowHistory windows) {
        this.terminal = terminal;
        this.pulse = new WindowTicker(windows, Duration.ofSeconds(1), start);
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
        terminal.status(Terminal.ProgressBar.bar(passed, length, terminal.columns()));
    }

    /** Returns whether nobody reads any more what is printed. */
    boolean isUnread() {
        return terminal.isUnread();
    }

    private static Columns.Cell phase(State state, @Nullable String level) {
        String text = level == null ? state.wire() : "at " + level;
        // The level itself matters more.
        String fits = level != null && text.length() > PHASE ? level : text;
        return new Columns.Cell(fits, state == State.INJECT ? Ink.Paint.MARKED : Ink.Paint.PLAIN);
    }

    /** Returns the line about that second. */
    String row(long second, Columns.Cell phase, Window window) {
        Summary summary = Summary.of(window.tally(), window.seconds());
        Latencies.Figures latency = summary.latency();
        return COLUMNS.row(
                terminal.ink(),
                List.of(
                        Columns.Cell.of(second + "s"),
                        phase,
                        number(summary.rate()),
                        Cells.success(summary.successRate()),
                        number(latency.p50()),
                        number(latency.p95()),
                        number(latency.p99()),
                        share(summary, Answerer.BACKEND),
                        share(summary, Answerer.INJECTOR),
                        share(summary, Answerer.NOBODY, Answerer.PROXY, Answerer.UNKNOWN)));
    }

    private static Columns.Cell number(@Nullable Double value) {
        return Cells.number(value, FIGURE);
    }

    private static Columns.Cell share(Summary summary, Answerer... answerers) {
        if (summary.samples() == 0) {
            return Cells.NONE;
        }
        double sum = 0;
        for (Answerer answerer : answerers) {
            sum += summary.share(answerer);
        }
        return Columns.Cell.of(Columns.percent(sum));
    }

    /** Prints the phases side by side, the verdict and where the reports lie. */
    void foot(Report report, List<Path> written) {
        terminal.line("");
        Phases.lines(report, terminal.ink()).forEach(terminal::line);
        PhaseTable.meshNotes(report).forEach(note -> terminal.sentence(Ink.Paint.MARKED, note));
        terminal.line("");
        ResilienceCurve curve = report.course().curve();
        if (curve != null) {
            Levels.lines(curve, terminal.ink()).forEach(terminal::line);
            terminal.line("");
        }
        terminal.sentence(Cells.paint(report.verdict().outcome()), Paragraph.plain(report.sentence()));
        report.undone().forEach(this::undone);
        if (written.isEmpty()) {
            terminal.sentence(Ink.Paint.BAD, "report: could not be written, see the log");
        }
        // To be copied: never broken.
        written.forEach(file -> terminal.line("report: " + file));
    }

    private void undone(Undone undone) {
        boolean plain = undone.failure() == null && undone.left() == null;
        terminal.sentence(
                undone.failure() == null ? Ink.Paint.PLAIN : Ink.Paint.BAD,
                Paragraph.plain("undone: " + undone.what() + (plain ? "" : ": " + undone.outcome())));
    }

    /** What was seen at the levels of a sweep, a line each, at most 80 columns wide. */
    static final class Levels {

        private static final int SHORTEST_LEVEL = 13;
        private static final int LONGEST_LEVEL = 20;
        private static final int SHORTEST_RULING = 10;
        private static final int FIGURE = 8;
        private static final char KEPT = '\u00a0';

        private Levels() {}

        /** Returns the lines. Success is that of the attempts; what was judged may be another figure, and stands behind. */
        static List<String> lines(ResilienceCurve curve, Ink ink) {
            Columns columns = columns(curve);
            List<String> judged =
                    curve.thresholds().stream().map(Threshold::text).toList();
            List<Columns.Cell> head = List.of(
                    Columns.Cell.of(curve.vary()),
                    Columns.Cell.of("ruling"),
                    Columns.Cell.of("success"),
                    Columns.Cell.of("p95ms"));
            List<String> lines = new ArrayList<>(row(columns, head, judged, Ink.NONE));
            curve.levels().forEach(level -> lines.addAll(row(columns, cells(curve, level), figures(level), ink)));
            return lines;
        }

        /** The first two take what they need. */
        private static Columns columns(ResilienceCurve curve) {
            int level = Math.max(SHORTEST_LEVEL, curve.vary().length());
            int ruling = SHORTEST_RULING;
            for (ResilienceCurve.Level each : curve.levels()) {
                level = Math.max(level, curve.written(each.value()).length());
                ruling = Math.max(ruling, each.ruling().wire().length());
            }
            return new Columns(-Math.min(LONGEST_LEVEL, level), -ruling, FIGURE, FIGURE);
        }

        private static List<Columns.Cell> cells(ResilienceCurve curve, ResilienceCurve.Level level) {
            return List.of(
                    Columns.Cell.of(curve.written(level.value())),
                    new Columns.Cell(level.ruling().wire(), Cells.paint(level.ruling())),
                    Cells.success(level.successRate()),
                    Cells.number(level.latency().p95(), FIGURE));
        }

        private static List<String> figures(ResilienceCurve.Level level) {
            return level.checks().stream()
                    .map(check -> check.figure().orElse("-"))
                    .toList();
        }

        private static List<String> row(Columns columns, List<Columns.Cell> cells, List<String> judged, Ink ink) {
            int indent = columns.width() + 2;
            int room = Columns.WIDEST - indent;
            String text = judged.stream().map(each -> kept(each, room)).collect(Collectors.joining(", "));
            return Paragraph.lines(columns.row(ink, cells) + "  ", text, indent, Columns.WIDEST).stream()
                    .map(line -> line.replace(KEPT, ' '))
                    .toList();
        }

        /** A threshold stays in one line, if a line holds it and the comma behind it. */
        private static String kept(String text, int room) {
            return text.length() < room ? text.replace(' ', KEPT) : Paragraph.broken(text, room);
        }
    }

    /** The phases of an experiment side by side, at most 80 columns wide. */
    static final class Phases {

        private static final int SHORTEST_NAME = 13;
        private static final int LONGEST_NAME = 26;
        private static final int WIDEST_CELL = 21;

        private Phases() {}

        /** Returns the lines. The names take what they need; the phases share the rest. */
        static List<String> lines(Report report, Ink ink) {
            List<List<String>> rows = PhaseTable.tall(report);
            int longest =
                    rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0);
            int name = Math.max(SHORTEST_NAME, Math.min(LONGEST_NAME, longest));
            int phases = report.phases().size();
            int[] widths = new int[phases + 1];
            Arrays.fill(widths, Math.min(WIDEST_CELL, (Columns.WIDEST - name) / Math.max(1, phases) - 1));
            widths[0] = -name;
            Columns columns = new Columns(widths);
            List<String> lines = new ArrayList<>();
            lines.add(columns.row(ink, head(report)));
            rows.stream().skip(1).forEach(row -> lines.add(columns.row(ink, cells(row))));
            return lines;
        }

        private static List<Columns.Cell> head(Report report) {
            List<Columns.Cell> cells = new ArrayList<>(List.of(Columns.Cell.of("")));
            for (Report.Phase phase : report.phases()) {
                cells.add(new Columns.Cell(
                        phase.title(), phase.phase() == State.INJECT ? Ink.Paint.MARKED : Ink.Paint.PLAIN));
            }
            return cells;
        }

        private static List<Columns.Cell> cells(List<String> row) {
            boolean success = row.get(0).startsWith(PhaseTable.SUCCESS);
            List<Columns.Cell> cells = new ArrayList<>(List.of(Columns.Cell.of(row.get(0))));
            row.stream().skip(1).forEach(text -> cells.add(success ? Cells.success(text) : Columns.Cell.of(text)));
            return cells;
        }
    }
}
