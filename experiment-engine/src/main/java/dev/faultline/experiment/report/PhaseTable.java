package dev.faultline.experiment.report;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of an experiment's phases, side by side: a row a figure, a column a phase. */
public final class PhaseTable {

    /** How the names of success rates begin. */
    public static final String SUCCESS = "success rate";

    private static final String NONE = "-";
    private static final String MESH = "mesh: ";

    private PhaseTable() {}

    /** Returns the rows, the head first; all have the same number of cells. */
    public static List<List<String>> rows(Report report) {
        List<List<String>> rows = figures(report, false);
        rows.add(row("classes", report, phase -> counts(wire(phase.summary().classes()))));
        tls(rows, report);
        rows.add(row("statuses", report, phase -> counts(phase.summary().mostFrequentStatuses())));
        if (report.phases().stream().anyMatch(phase -> phase.summary().grpcStatuses() != null)) {
            rows.add(
                    row("gRPC statuses", report, phase -> counts(phase.summary().namedGrpcStatuses())));
        }
        named(rows, report);
        meshBackends(report)
                .forEach(backend -> rows.add(row(
                        MESH + backend,
                        report,
                        phase -> of(phase.summary(), backend, counted -> counts(counted.statuses())))));
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
        each(rows, report, "tls ", Summary::namedTlsFailures);
        handshakes(rows, report);
        each(rows, report, "status ", Summary::statuses);
        each(rows, report, "gRPC ", Summary::namedGrpcStatuses);
        named(rows, report);
        meshBackends(report)
                .forEach(backend -> rows.add(row(
                        MESH + backend,
                        report,
                        phase -> of(phase.summary(), backend, counted -> Long.toString(counted.samples())))));
        control(rows, report);
        return rows;
    }

    /** Only where TLS was spoken, or should have been. */
    private static void tls(List<List<String>> rows, Report report) {
        if (report.phases().stream().anyMatch(phase -> phase.summary().tls() != null)) {
            rows.add(row("tls", report, phase -> counts(phase.summary().namedTlsFailures())));
        }
        handshakes(rows, report);
    }

    private static void handshakes(List<List<String>> rows, Report report) {
        if (report.phases().stream().anyMatch(phase -> phase.summary().tlsHandshake() != null)) {
            rows.add(row("tls handshakes", report, phase -> {
                Tally.Handshakes.Figures made = phase.summary().tlsHandshake();
                return made == null ? "0" : made.count() + ", " + made.resumed() + " resumed";
            }));
            rows.add(row("tls handshake p99", report, phase -> {
                Tally.Handshakes.Figures made = phase.summary().tlsHandshake();
                return made == null ? NONE : millis(made.p99());
            }));
        }
    }

    /** A row for each that any phase has counted; where they are too many the rarest share one. */
    private static void each(
            List<List<String>> rows, Report report, String prefix, Function<Summary, Map<String, Long>> counts) {
        Map<String, Long> sum = new LinkedHashMap<>();
        report.phases()
                .forEach(phase ->
                        counts.apply(phase.summary()).forEach((name, more) -> sum.merge(name, more, Long::sum)));
        Set<String> told = Summary.mostFrequent(sum).keySet();
        told.forEach(name -> rows.add(row(prefix + name, report, phase -> {
            Map<String, Long> of = counts.apply(phase.summary());
            boolean rest = name.equals(Summary.OTHERS);
            return Long.toString(rest ? without(of, told) : of.getOrDefault(name, 0L));
        })));
    }

    /** A row for each name of requests that the plan tells apart. */
    private static void named(List<List<String>> rows, Report report) {
        Set<String> names = new TreeSet<>();
        report.phases().forEach(phase -> names.addAll(byName(phase.summary()).keySet()));
        names.forEach(name -> rows.add(row("request " + name, report, phase -> {
            Summary.Named of = byName(phase.summary()).get(name);
            return of == null
                    ? NONE
                    : successRate(of.successRate()) + ", p95 "
                            + millis(of.latency().p95());
        })));
    }

    private static Map<String, Summary.Named> byName(Summary figures) {
        Map<String, Summary.Named> names = figures.byName();
        return names == null ? Map.of() : names;
    }

    private static long without(Map<String, Long> counts, Set<String> names) {
        return counts.entrySet().stream()
                .filter(each -> !names.contains(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns what is to be said about the figures of the mesh, a sentence a phase without the full stop. */
    public static List<String> meshNotes(Report report) {
        List<String> notes = new ArrayList<>();
        for (Report.Phase phase : report.phases()) {
            MeshSummary mesh = phase.summary().mesh();
            if (mesh != null && mesh.note() != null) {
                notes.add(phase.title() + ": " + mesh.note());
            }
        }
        return notes;
    }

    private static Set<String> meshBackends(Report report) {
        Set<String> names = new TreeSet<>();
        for (Report.Phase phase : report.phases()) {
            MeshSummary mesh = phase.summary().mesh();
            if (mesh != null) {
                names.addAll(mesh.backends().keySet());
            }
        }
        return names;
    }

    private static String of(Summary figures, String backend, Function<MeshSummary.Backend, String> cell) {
        MeshSummary mesh = figures.mesh();
        MeshSummary.Backend counted = mesh == null ? null : mesh.backends().get(backend);
        return counted == null ? NONE : cell.apply(counted);
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
        if (report.phases().stream().anyMatch(phase -> phase.summary().unaccounted() != null)) {
            rows.add(row("unaccounted for", report, phase -> {
                Long lost = phase.summary().unaccounted();
                return lost == null ? "0" : lost.toString();
            }));
        }
        if (report.phases().stream().anyMatch(phase -> phase.summary().lacksAnswers())) {
            // The times below are of these.
            rows.add(row(
                    "answered",
                    report,
                    phase -> Long.toString(phase.summary().latency().samples())));
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

    private static Map<String, Long> wire(Map<ResultClass, Long> classes) {
        Map<String, Long> named = new LinkedHashMap<>();
        classes.forEach((result, count) -> named.put(result.wire(), count));
        return named;
    }

    private static String counts(Map<String, Long> counts) {
        String all = counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? NONE : all;
    }

    private static String millis(Summary figures, Function<Latencies.Figures, @Nullable Double> time) {
        return millis(time.apply(figures.latency()));
    }

    /** Returns a time that was measured; where nothing was, none was zero. */
    static String millis(@Nullable Double millis) {
        return millis == null ? NONE : format("%.1fms", millis);
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
