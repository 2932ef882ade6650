package dev.faultline.load.report;

import dev.faultline.load.measure.Answerer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of an experiment's phases, side by side: a row a figure, a column a phase. */
public final class PhaseTable {

    private PhaseTable() {}

    /** Returns the rows, the head first; all have the same number of cells. */
    public static List<List<String>> rows(Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", report, Report.Phase::title));
        rows.add(row("requests", report, phase -> Long.toString(phase.summary().samples())));
        rows.add(row("rate", report, phase -> format("%.1f/s", phase.summary().rate())));
        rows.add(row("success rate", report, phase -> successRate(phase.summary())));
        rows.add(row("p50", report, phase -> millis(phase.summary().latency().p50())));
        rows.add(row("p95", report, phase -> millis(phase.summary().latency().p95())));
        rows.add(row("p99", report, phase -> millis(phase.summary().latency().p99())));
        for (Answerer answerer : Answerer.values()) {
            boolean seen =
                    report.phases().stream().anyMatch(phase -> phase.summary().share(answerer) > 0);
            if (seen) {
                rows.add(row(
                        "by " + answerer.wire(),
                        report,
                        phase -> format("%.1f%%", phase.summary().share(answerer) * 100)));
            }
        }
        rows.add(row("classes", report, phase -> classes(phase.summary())));
        if (report.phases().stream().anyMatch(phase -> phase.control() != null)) {
            rows.add(row("control ok", report, phase -> of(phase.control(), PhaseTable::successRate)));
            rows.add(row(
                    "control p95",
                    report,
                    phase -> of(
                            phase.control(), control -> millis(control.latency().p95()))));
        }
        return rows;
    }

    private static List<String> row(String name, Report report, Function<Report.Phase, String> cell) {
        List<String> row = new ArrayList<>();
        row.add(name);
        report.phases().forEach(phase -> row.add(cell.apply(phase)));
        return row;
    }

    private static String of(@Nullable Summary figures, Function<Summary, String> cell) {
        return figures == null ? "-" : cell.apply(figures);
    }

    private static String successRate(Summary figures) {
        var rate = figures.successRate();
        return rate == null ? "no data" : format("%.2f%%", rate.value() * 100);
    }

    private static String classes(Summary figures) {
        return figures.classes().entrySet().stream()
                .map(entry -> entry.getKey().wire() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String millis(double millis) {
        return format("%.1fms", millis);
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
