package dev.faultline.load.report;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.slo.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of an experiment's phases, side by side: a row a figure, a column a phase. */
public final class PhaseTable {

    /** How the names of success rates begin. */
    public static final String SUCCESS = "success rate";

    private static final String NONE = "-";

    private PhaseTable() {}

    /** Returns the rows, the head first; all have the same number of cells. */
    public static List<List<String>> rows(Report report) {
        List<List<String>> rows = figures(report, false);
        rows.add(row("classes", report, phase -> classes(phase.summary())));
        control(rows, report);
        return rows;
    }

    /** Returns the same for narrow columns: the classes in a row each, and success rates with their intervals. */
    public static List<List<String>> tall(Report report) {
        List<List<String>> rows = figures(report, true);
        for (ResultClass result : ResultClass.values()) {
            boolean seen = report.phases().stream()
                    .anyMatch(phase -> phase.summary().classes().containsKey(result));
            if (seen) {
                rows.add(row(
                        "class " + result.wire(),
                        report,
                        phase -> Long.toString(phase.summary().classes().getOrDefault(result, 0L))));
            }
        }
        control(rows, report);
        return rows;
    }

    private static List<List<String>> figures(Report report, boolean intervals) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", report, Report.Phase::title));
        rows.add(row("attempts", report, phase -> Long.toString(phase.summary().samples())));
        rows.add(row("rate", report, phase -> format("%.1f/s", phase.summary().rate())));
        rows.add(row(successRateName(report.retried()), report, phase -> successRate(phase.summary())));
        if (intervals) {
            rows.add(interval(report, phase -> phase.summary().successRate()));
        }
        if (report.retried()) {
            requests(rows, report, intervals);
        }
        rows.add(row("p50", report, phase -> millis(phase.summary(), Latencies.Figures::p50)));
        rows.add(row("p95", report, phase -> millis(phase.summary(), Latencies.Figures::p95)));
        rows.add(row("p99", report, phase -> millis(phase.summary(), Latencies.Figures::p99)));
        for (Answerer answerer : Answerer.values()) {
            boolean seen =
                    report.phases().stream().anyMatch(phase -> phase.summary().share(answerer) > 0);
            if (seen) {
                rows.add(row("by " + answerer.wire(), report, phase -> share(phase.summary(), answerer)));
            }
        }
        return rows;
    }

    private static void control(List<List<String>> rows, Report report) {
        if (report.phases().stream().anyMatch(phase -> phase.control() != null)) {
            rows.add(row("control ok", report, phase -> of(phase.control(), PhaseTable::successRate)));
            rows.add(row(
                    "control p95",
                    report,
                    phase -> of(phase.control(), control -> millis(control, Latencies.Figures::p95))));
        }
    }

    /** What callers saw who repeat failed attempts. */
    private static void requests(List<List<String>> rows, Report report, boolean intervals) {
        Function<Report.Phase, Summary.Requests> requests =
                phase -> phase.summary().requests();
        rows.add(row(
                "requests", report, phase -> Long.toString(requests.apply(phase).samples())));
        rows.add(row(
                SUCCESS + " of requests",
                report,
                phase -> successRate(requests.apply(phase).successRate())));
        if (intervals) {
            rows.add(interval(report, phase -> requests.apply(phase).successRate()));
        }
        rows.add(row(
                "retries", report, phase -> Long.toString(requests.apply(phase).retries())));
        rows.add(row(
                "retries denied",
                report,
                phase -> Long.toString(requests.apply(phase).retriesDenied())));
    }

    /** Returns what the success rate of the attempts is called. */
    public static String successRateName(boolean retried) {
        return retried ? SUCCESS + " of attempts" : SUCCESS;
    }

    private static List<String> interval(Report report, Function<Report.Phase, @Nullable Estimate> rate) {
        return row("95% interval", report, phase -> interval(rate.apply(phase)));
    }

    private static String interval(@Nullable Estimate rate) {
        return rate == null ? NONE : String.format(Locale.ROOT, "%.2f to %.2f%%", rate.low() * 100, rate.high() * 100);
    }

    private static List<String> row(String name, Report report, Function<Report.Phase, String> cell) {
        List<String> row = new ArrayList<>();
        row.add(name);
        report.phases().forEach(phase -> row.add(cell.apply(phase)));
        return row;
    }

    private static String of(@Nullable Summary figures, Function<Summary, String> cell) {
        return figures == null ? NONE : cell.apply(figures);
    }

    private static String successRate(Summary figures) {
        return successRate(figures.successRate());
    }

    static String successRate(@Nullable Estimate rate) {
        return rate == null ? "no data" : format("%.2f%%", rate.value() * 100);
    }

    private static String share(Summary figures, Answerer answerer) {
        return figures.samples() == 0 ? NONE : format("%.1f%%", figures.share(answerer) * 100);
    }

    private static String classes(Summary figures) {
        String all = figures.classes().entrySet().stream()
                .map(entry -> entry.getKey().wire() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? NONE : all;
    }

    private static String millis(Summary figures, ToDoubleFunction<Latencies.Figures> time) {
        return millis(figures.samples(), time.applyAsDouble(figures.latency()));
    }

    /** Returns a time that was measured of so many; where nothing was, none was zero. */
    static String millis(long samples, double millis) {
        return samples == 0 ? NONE : format("%.1fms", millis);
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
