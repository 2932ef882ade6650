package dev.faultline.load.report.html;

import dev.faultline.load.experiment.State;
import dev.faultline.load.report.Distribution;
import dev.faultline.load.report.Report;
import java.util.ArrayList;
import java.util.List;

/** The latencies before and during the injection, laid over each other. */
final class DistributionChart {

    private DistributionChart() {}

    /** Returns the section; says so where nothing was measured. */
    static Html section(Report report) {
        Html html = new Html().open("section").element("h2", "Latency before and during");
        List<Report.Phase> phases = report.phases().stream()
                .filter(phase -> phase.phase() == State.BASELINE || phase.phase() == State.INJECT)
                .filter(phase -> !phase.distribution().buckets().isEmpty())
                .toList();
        if (phases.isEmpty()) {
            return html.element("p", "Nothing was measured.", "class", "quiet").close("section");
        }
        return html.add(chart(phases).figure()).close("section");
    }

    private static Chart chart(List<Report.Phase> phases) {
        List<Distribution.Bucket> all = phases.stream()
                .flatMap(phase -> phase.distribution().buckets().stream())
                .toList();
        double least = all.stream().mapToDouble(DistributionChart::start).min().orElse(1);
        double longest =
                all.stream().mapToDouble(Distribution.Bucket::upTo).max().orElse(10);
        double most = all.stream().mapToDouble(Distribution.Bucket::share).max().orElse(1);
        StringBuilder described = new StringBuilder("Share of the attempts by latency.");
        for (Report.Phase phase : phases) {
            described.append(' ').append(phase.title()).append(": half within ");
            described.append(Shown.millis(phase.summary().latency().p50())).append(", 99% within ");
            described.append(Shown.millis(phase.summary().latency().p99())).append('.');
        }
        Chart chart = new Chart(
                "Share of the attempts by latency, logarithmic",
                described.toString(),
                new Chart.Scaled(Axis.logarithmic(least, longest), Shown::millisTick),
                new Chart.Scaled(Axis.upTo(most), Shown::percentTick));
        for (Report.Phase phase : phases) {
            boolean before = phase.phase() == State.BASELINE;
            chart.line(new Line(
                    phase.title(),
                    before ? "s1" : "s2 dashed",
                    outline(phase.distribution().buckets()),
                    true));
        }
        return chart;
    }

    private static List<Line.Point> outline(List<Distribution.Bucket> buckets) {
        List<Line.Point> points = new ArrayList<>();
        for (Distribution.Bucket bucket : buckets) {
            points.add(new Line.Point(start(bucket), bucket.share()));
        }
        points.add(new Line.Point(buckets.get(buckets.size() - 1).upTo(), 0));
        return points;
    }

    /** A logarithmic axis has no zero. */
    private static double start(Distribution.Bucket bucket) {
        return bucket.above() > 0 ? bucket.above() : bucket.upTo() / 1.26;
    }
}
