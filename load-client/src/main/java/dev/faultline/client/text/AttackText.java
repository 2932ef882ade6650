package dev.faultline.client.text;

import dev.faultline.experiment.report.MeshSummary;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.Summary;
import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.threshold.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report of an attack for people, in lines of at most 80 columns but for sentences and lists of classes. */
public final class AttackText {

    private static final double PERCENT = 100;
    private static final int FIGURE = 8;
    private static final Columns COLUMNS = new Columns(-9, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE);

    private static final Columns NAMED = new Columns(-35, FIGURE, FIGURE, FIGURE, FIGURE, FIGURE);

    private AttackText() {}

    /** Returns the lines, in colours if there are any. */
    public static List<String> lines(AttackReport report, Ink ink) {
        List<String> lines = new ArrayList<>();
        totals(report, lines, ink);
        lines.add("");
        lines.add(row("ms", "mean", "p50", "p90", "p95", "p99", "p999", "max"));
        lines.add(times("latency", report.figures().latency()));
        lines.add(times("service", report.figures().service()));
        lines.add(times("lag", report.figures().lag()));
        Summary figures = report.figures();
        if (figures.lacksAnswers()) {
            String of = format(
                    "of the %d attempts of %d that were answered",
                    figures.latency().samples(), figures.samples());
            lines.add(named("", "latency and service are " + of));
        }
        named(figures, lines);
        lines.add("");
        lines.add(named("classes", classes(report.figures().classes())));
        if (figures.tls() != null) {
            lines.add(named("tls", counts(figures.namedTlsFailures())));
        }
        Tally.Handshakes.Figures handshakes = figures.tlsHandshake();
        if (handshakes != null) {
            lines.add(named(
                    "handshake",
                    format(
                            "%d of TLS, %d resumed, p50 %.1fms, p99 %.1fms",
                            handshakes.count(), handshakes.resumed(), handshakes.p50(), handshakes.p99())));
        }
        lines.add(named("statuses", counts(figures.mostFrequentStatuses())));
        if (figures.grpcStatuses() != null) {
            lines.add(named("gRPC", counts(figures.namedGrpcStatuses())));
        }
        lines.add(named("answered", answered(report)));
        mesh(report, lines, ink);
        retries(report, lines);
        findings(report, lines, ink);
        return List.copyOf(lines);
    }

    private static void totals(AttackReport report, List<String> lines, Ink ink) {
        Summary figures = report.figures();
        long shed = figures.shed().values().stream().mapToLong(Long::longValue).sum();
        lines.add(named("requests", format("%d due, %d shed, in %.1fs", figures.arrivals(), shed, figures.seconds())));
        lines.add(named("rate", asked(report.plan().demand(), figures) + format("%.1f/s achieved", figures.rate())));
        Estimate success = figures.successRate();
        lines.add(named(
                "success",
                success == null
                        ? "no data"
                        : rate(format("%.2f%%", success.value() * PERCENT), ink)
                                + format(
                                        ", 95%% interval %.2f to %.2f%%",
                                        success.low() * PERCENT, success.high() * PERCENT)));
    }

    private static String rate(String written, Ink ink) {
        return ink.paint(Cells.success(written).paint(), written);
    }

    private static String asked(Demand demand, Summary figures) {
        if (demand.concurrency() != null) {
            return demand.concurrency() + " callers, ";
        }
        String asked = demand.rate() == null ? "" : format("%.1f/s asked, ", demand.rate());
        return asked + format("%.1f/s due, ", figures.arrivals() / figures.seconds());
    }

    private static void retries(AttackReport report, List<String> lines) {
        if (report.plan().retries() != null) {
            Summary.Requests requests = report.figures().requests();
            Estimate success = requests.successRate();
            lines.add(named(
                    "retries",
                    format(
                            "%d, and %d denied by the budget; %.2f%% of the requests succeeded at last",
                            requests.retries(),
                            requests.retriesDenied(),
                            success == null ? 0 : success.value() * PERCENT)));
        }
    }

    private static void findings(AttackReport report, List<String> lines, Ink ink) {
        if (report.checks() != null) {
            lines.add("");
            report.checks().forEach(check -> lines.add(ink.lead(Cells.paint(check.ruling()), check.because())));
        }
        if (!report.figures().client().valid()) {
            lines.add(ink.lead(
                    Ink.Paint.BAD,
                    (report.figures().unaccounted() == null
                                    ? "the client fell behind: "
                                    : "the figures lack something: ")
                            + report.figures().client().reason()));
        }
        if (report.figures().insecure() != null) {
            lines.add(ink.lead(Ink.Paint.BAD, Report.INSECURE));
        }
        if (report.plan().warning() != null) {
            lines.add(ink.lead(Ink.Paint.MARKED, report.plan().warning()));
        }
        if (report.endedEarly() != null) {
            lines.add(ink.lead(Ink.Paint.BAD, "ended early: " + report.endedEarly()));
        }
        if (report.aborted() != null) {
            lines.add(ink.lead(Ink.Paint.MARKED, "aborted: " + report.aborted()));
        }
    }

    private static String answered(AttackReport report) {
        return report.figures().answered().entrySet().stream()
                .map(entry -> format(
                        "%s %.1f%%", entry.getKey().wire(), entry.getValue().share() * PERCENT))
                .collect(Collectors.joining(", "));
    }

    private static void named(Summary figures, List<String> lines) {
        Map<String, Summary.Named> byName = figures.byName();
        if (byName == null) {
            return;
        }
        lines.add("");
        lines.add(NAMED.row("request", "attempts", "success", "p50ms", "p95ms", "p99ms"));
        byName.forEach((name, of) -> lines.add(NAMED.row(
                name,
                Long.toString(of.samples()),
                format("%.2f%%", of.successRate().value() * PERCENT),
                millis(of.latency().p50()),
                millis(of.latency().p95()),
                millis(of.latency().p99()))));
    }

    private static void mesh(AttackReport report, List<String> lines, Ink ink) {
        MeshSummary mesh = report.figures().mesh();
        if (mesh == null) {
            return;
        }
        mesh.backends().forEach((name, backend) -> lines.add(named("mesh", name + " " + counts(backend.statuses()))));
        if (mesh.note() != null) {
            lines.add(ink.lead(Ink.Paint.MARKED, mesh.note()));
        }
    }

    private static String classes(Map<ResultClass, Long> classes) {
        Map<String, Long> named = new LinkedHashMap<>();
        classes.forEach((result, count) -> named.put(result.wire(), count));
        return counts(named);
    }

    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String times(String name, Latencies.Figures figures) {
        return row(
                name,
                millis(figures.mean()),
                millis(figures.p50()),
                millis(figures.p90()),
                millis(figures.p95()),
                millis(figures.p99()),
                millis(figures.p999()),
                millis(figures.max()));
    }

    private static String row(String... cells) {
        return COLUMNS.row(cells);
    }

    private static String named(String name, String text) {
        return format("%-9s %s", name, text.isEmpty() ? "-" : text);
    }

    private static String millis(@Nullable Double millis) {
        return Cells.number(millis, FIGURE).text();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
