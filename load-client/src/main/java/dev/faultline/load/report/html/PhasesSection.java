package dev.faultline.load.report.html;

import dev.faultline.load.report.Report;
import dev.faultline.load.report.Summary;
import dev.faultline.load.slo.Check;
import java.util.List;
import java.util.function.Function;

/** The figures of the phases side by side, and what was asked of each. */
final class PhasesSection {

    private final List<Report.Phase> phases;

    PhasesSection(Report report) {
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
        row(html, "success rate", "", figures -> Shown.share(figures.successRate()));
        row(html, "95% interval", "quiet", figures -> Shown.interval(figures.successRate()));
        row(html, "requests", "", figures -> Shown.count(figures.samples()));
        row(html, "rate", "", figures -> Shown.format("%.1f/s", figures.rate()));
        row(html, "p50", "", figures -> Shown.millis(figures.latency().p50()));
        row(html, "p95", "", figures -> Shown.millis(figures.latency().p95()));
        row(html, "p99", "", figures -> Shown.millis(figures.latency().p99()));
        row(html, "longest", "", figures -> Shown.millis(figures.latency().max()));
        if (phases.stream().anyMatch(phase -> phase.control() != null)) {
            control(html, "control: success rate", figures -> Shown.share(figures.successRate()));
            control(
                    html,
                    "control: p95",
                    figures -> Shown.millis(figures.latency().p95()));
        }
        html.close("tbody").close("table").close("div");
        phases.stream()
                .filter(phase -> !phase.summary().client().valid())
                .forEach(phase -> html.element(
                        "p", phase.title() + ": " + phase.summary().client().reason() + ".", "class", "warning"));
        return html.close("section");
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
            html.element("td", control == null ? "–" : cell.apply(control));
        }
        html.close("tr");
    }

    /** Returns what was asked of each phase, with its ruling. */
    Html checks() {
        Html html = new Html().open("section").element("h2", "Checks");
        if (phases.stream().allMatch(phase -> phase.checks().isEmpty())) {
            html.element("p", "No threshold was judged on a phase.", "class", "quiet");
        }
        for (Report.Phase phase : phases) {
            if (phase.checks().isEmpty()) {
                continue;
            }
            html.element("h3", phase.title()).open("ul", "class", "checks");
            for (Check check : phase.checks()) {
                html.open("li").add(Signs.of(check.ruling()).chip(check.ruling().wire()));
                html.element("span", check.because()).close("li");
            }
            html.close("ul");
        }
        return html.close("section");
    }
}
