package dev.faultline.load.report.html;

import dev.faultline.load.report.PhaseTable;
import dev.faultline.load.report.ResilienceCurve;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The levels of a sweep, with what was measured of each threshold that was judged at them. */
final class CurveTable {

    private CurveTable() {}

    /** Returns the table. */
    static Html of(ResilienceCurve curve) {
        Html html = new Html().open("div", "class", "scroll", "tabindex", "0").open("table", "class", "levels");
        html.open("thead").open("tr");
        heads(curve).forEach(head -> html.element("th", head, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        curve.levels().forEach(level -> html.add(row(curve, level)));
        return html.close("tbody").close("table").close("div");
    }

    private static List<String> heads(ResilienceCurve curve) {
        List<String> heads = new ArrayList<>(List.of(curve.vary(), "ruling"));
        curve.thresholds().stream().map(Threshold::text).forEach(heads::add);
        heads.addAll(List.of(PhaseTable.successRateName(curve.retried()), "p50", "p95", "p99", "attempts"));
        if (curve.retried()) {
            heads.add("requests");
        }
        return heads;
    }

    private static Html row(ResilienceCurve curve, ResilienceCurve.Level level) {
        Html html = new Html().open("tr").element("th", curve.written(level.value()), "scope", "row");
        html.open("td")
                .add(Signs.of(level.ruling()).chip(level.ruling().wire()))
                .close("td");
        for (Threshold threshold : curve.thresholds()) {
            Optional<Check> check = level.check(threshold);
            html.add(measured(
                    check.flatMap(Check::figure).orElse(Shown.NONE),
                    check.flatMap(Check::interval).orElse("")));
        }
        html.add(measured(Shown.share(level.successRate()), Shown.interval(level.successRate())));
        html.element("td", Shown.millis(level.samples(), level.latency().p50()));
        html.element("td", Shown.millis(level.samples(), level.latency().p95()));
        html.element("td", Shown.millis(level.samples(), level.latency().p99()));
        html.element("td", Shown.count(level.samples()));
        if (curve.retried()) {
            html.element("td", Shown.count(level.requests().samples()));
        }
        return html.close("tr");
    }

    /** The figure, and below it the interval around it. */
    private static Html measured(String figure, String interval) {
        Html html = new Html().open("td").text(figure);
        if (!interval.isEmpty()) {
            html.empty("br").element("small", interval, "class", "quiet");
        }
        return html.close("td");
    }
}
