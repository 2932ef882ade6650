package dev.faultline.load.report.html;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.report.PhaseTable;
import dev.faultline.load.report.Report;
import dev.faultline.load.report.ResilienceCurve;
import dev.faultline.load.report.Summary;
import dev.faultline.load.slo.Check;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The figures of the phases side by side, and what was asked of each. */
final class PhasesSection {

    private final Report report;
    private final List<Report.Phase> phases;

    PhasesSection(Report report) {
        this.report = report;
        this.phases = report.phases();
    }

    /** Returns the table of the figures. */
    Html table() {
        Html html = new Html().open("section").element("h2", "Phases");
        if (phases.isEmpty()) {
            return html.element("p", "Nothing was measured.", "class", "quiet").close("section");
        }
        html.open("div", "class", "scroll", "tabindex", "0")
                .open("table", "class", "phases")
                .open("thead")
                .open("tr");
        html.element("td", "");
        phases.forEach(phase -> html.element("th", phase.title(), "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        if (report.retried()) {
            requests(html);
        }
        row(html, PhaseTable.successRateName(report.retried()), "", figures -> Shown.share(figures.successRate()));
        row(html, "95% interval", "quiet", figures -> Shown.interval(figures.successRate()));
        row(html, "attempts", "", figures -> Shown.count(figures.samples()));
        row(html, "rate", "", figures -> Shown.format("%.1f/s", figures.rate()));
        row(html, "p50", "", figures -> millis(figures, Latencies.Figures::p50));
        row(html, "p95", "", figures -> millis(figures, Latencies.Figures::p95));
        row(html, "p99", "", figures -> millis(figures, Latencies.Figures::p99));
        row(html, "longest", "", figures -> millis(figures, Latencies.Figures::max));
        if (phases.stream().anyMatch(phase -> phase.control() != null)) {
            control(html, "control: success rate", figures -> Shown.share(figures.successRate()));
            control(html, "control: p95", figures -> millis(figures, Latencies.Figures::p95));
        }
        html.close("tbody").close("table").close("div");
        phases.stream()
                .filter(phase -> !phase.summary().client().valid())
                .forEach(phase -> html.element(
                        "p", phase.title() + ": " + phase.summary().client().reason() + ".", "class", "warning"));
        return html.close("section");
    }

    /** What callers saw who repeat failed attempts: before what the service saw of them. */
    private void requests(Html html) {
        row(
                html,
                "success rate of requests",
                "",
                figures -> Shown.share(figures.requests().successRate()));
        row(
                html,
                "95% interval",
                "quiet",
                figures -> Shown.interval(figures.requests().successRate()));
        row(html, "requests", "", figures -> Shown.count(figures.requests().samples()));
        row(html, "retries", "", figures -> Shown.count(figures.requests().retries()));
        row(
                html,
                "retries denied",
                "",
                figures -> Shown.count(figures.requests().retriesDenied()));
    }

    private static String millis(Summary figures, ToDoubleFunction<Latencies.Figures> time) {
        return Shown.millis(figures.samples(), time.applyAsDouble(figures.latency()));
    }

    private void row(Html html, String name, String style, Function<Summary, String> cell) {
        html.open("tr", "class", style).element("th", name, "scope", "row");
        phases.forEach(phase -> html.element("td", cell.apply(phase.summary())));
        html.close("tr");
    }

    private void control(Html html, String name, Function<Summary, String> cell) {
        html.open("tr").element("th", name, "scope", "row");
        for (Report.Phase phase : phases) {
            Summary control = phase.control();
            html.element("td", control == null ? Shown.NONE : cell.apply(control));
        }
        html.close("tr");
    }

    /** Returns what was asked of each phase and of each level of a sweep, with its ruling. */
    Html checks() {
        Html html = new Html().open("section").element("h2", "Checks");
        ResilienceCurve curve = report.course().curve();
        boolean none = phases.stream().allMatch(phase -> phase.checks().isEmpty())
                && (curve == null || curve.thresholds().isEmpty());
        if (none) {
            html.element("p", "No threshold was judged on a phase.", "class", "quiet");
        }
        phases.forEach(phase -> checks(html, phase.title(), phase.checks()));
        if (curve != null) {
            curve.levels()
                    .forEach(level -> checks(html, curve.vary() + " " + curve.written(level.value()), level.checks()));
        }
        return html.close("section");
    }

    private static void checks(Html html, String title, List<Check> checks) {
        if (checks.isEmpty()) {
            return;
        }
        html.element("h3", title).open("ul", "class", "checks");
        for (Check check : checks) {
            html.open("li").add(Signs.of(check.ruling()).chip(check.ruling().wire()));
            html.element("span", check.because()).close("li");
        }
        html.close("ul");
    }
}
