package dev.faultline.experiment.report.html;

import static dev.faultline.experiment.report.html.Format.FORMAT;

import dev.faultline.experiment.report.Distribution;
import dev.faultline.experiment.report.Report;
import dev.faultline.experiment.report.ResilienceCurve;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.load.threshold.Metric;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimeMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The charts of a report. */
final class Charts {

    private Charts() {}

    /** How an experiment went, second by second: success rate, rate and percentiles below each other. */
    static final class TimelineChart {

        /** In seconds: what is told with one digit would be from a time to the same time. */
        private static final double SHORTEST = 0.1;

        private final List<Timeline.Point> moments;
        private final List<Timeline.StateInterval> states;
        private final List<Timeline.Change> changes;
        private final double end;

        TimelineChart(Timeline timeline) {
            this.moments = timeline.points();
            this.states = timeline.states().stream()
                    .filter(state -> state.to() - state.from() >= SHORTEST)
                    .toList();
            this.changes = timeline.changes();
            this.end = DoubleStream.concat(
                            moments.stream().mapToDouble(Timeline.Point::at),
                            states.stream().mapToDouble(Timeline.StateInterval::to))
                    .max()
                    .orElse(1);
        }

        /** Returns in words which state lasted from when to when, and what another hand changed meanwhile. */
        String states() {
            return Stream.concat(
                            states.stream()
                                    .map(each -> each.state().wire() + " " + seconds(each.from()) + " to "
                                            + seconds(each.to())),
                            changes.stream().map(each -> "at " + seconds(each.at()) + " " + each.what()))
                    .collect(Collectors.joining(" · "));
        }

        /** Returns the charts; none where nothing was recorded. */
        List<Chart> charts() {
            return moments.isEmpty() ? List.of() : List.of(success(), rate(), latency());
        }

        private Chart success() {
            double least = moments.stream()
                    .mapToDouble(TimelineChart::succeeded)
                    .filter(Double::isFinite)
                    .min()
                    .orElse(0);
            String described = "Success rate over time, lowest " + FORMAT.percent(least);
            Chart chart = chart("Success rate", described, new Chart.Scale(Axis.ofShares(least), FORMAT::percentTick));
            line(chart, "success rate", "s1", TimelineChart::succeeded);
            return chart;
        }

        private Chart rate() {
            double most =
                    moments.stream().mapToDouble(Timeline.Point::rate).max().orElse(0);
            String described = "Attempts completed per second, over time, highest " + FORMAT.rateTick(Math.rint(most));
            Chart chart = chart("Rate", described, new Chart.Scale(Axis.upTo(most), FORMAT::rateTick));
            line(chart, "rate", "s2", Timeline.Point::rate);
            return chart;
        }

        private Chart latency() {
            double least = measured(Timeline.Point::p50).min().orElse(1);
            OptionalDouble most = measured(Timeline.Point::p99).max();
            Axis axis = Axis.ofMillis(least, most.orElse(1));
            String described = "Latency of what was answered over time: "
                    + (most.isEmpty()
                            ? "nothing was"
                            : "p50, p95 and p99, the highest p99 " + FORMAT.millis(most.getAsDouble()));
            String title = axis.log() ? "Latency, logarithmic" : "Latency";
            Chart chart = chart(title, described, new Chart.Scale(axis, FORMAT::millisTick));
            line(chart, "p99", "s4 dotted", moment -> orNan(moment.p99()));
            line(chart, "p95", "s2 dashed", moment -> orNan(moment.p95()));
            line(chart, "p50", "s1", moment -> orNan(moment.p50()));
            return chart;
        }

        private Chart chart(String title, String description, Chart.Scale up) {
            Chart chart = new Chart(title, description, new Chart.Scale(Axis.ofSeconds(end), this::seconds), up);
            for (Timeline.StateInterval each : states) {
                chart.shade(
                        each.from(),
                        each.to(),
                        each.state().wire(),
                        each.state().wire());
            }
            return chart;
        }

        private void line(Chart chart, String name, String style, ToDoubleFunction<Timeline.Point> value) {
            List<Chart.Point> points = moments.stream()
                    .map(moment -> new Chart.Point(moment.at() - moment.seconds() / 2, value.applyAsDouble(moment)))
                    .toList();
            chart.line(name, style, points);
        }

        private String seconds(double seconds) {
            return FORMAT.seconds(seconds, end);
        }

        private DoubleStream measured(Function<Timeline.Point, @Nullable Double> time) {
            return moments.stream()
                    .map(moment -> time.apply(moment))
                    .filter(Objects::nonNull)
                    .mapToDouble(millis -> millis);
        }

        private static double succeeded(Timeline.Point moment) {
            return orNan(moment.successRate());
        }

        /** Where there is no figure a line has a gap. */
        private static double orNan(@Nullable Double figure) {
            return figure == null ? Double.NaN : figure;
        }
    }

    /** Returns the latencies before and during the injection, laid over each other; none where nothing was measured. */
    static List<Chart> latency(Report report) {
        List<Report.Phase> phases = report.phases().stream()
                .filter(phase -> phase.phase() == State.BASELINE || phase.phase() == State.INJECT)
                .filter(phase -> !phase.distribution().buckets().isEmpty())
                .toList();
        if (phases.isEmpty()) {
            return List.of();
        }
        List<Distribution.Bucket> all = phases.stream()
                .flatMap(phase -> phase.distribution().buckets().stream())
                .toList();
        double least = all.stream().mapToDouble(Charts::start).min().orElse(1);
        double longest =
                all.stream().mapToDouble(Distribution.Bucket::upTo).max().orElse(10);
        double most = all.stream().mapToDouble(Distribution.Bucket::share).max().orElse(1);
        String described = phases.stream()
                .map(phase -> phase.title() + ": half within "
                        + FORMAT.millis(phase.summary().latency().p50()) + ", 99% within "
                        + FORMAT.millis(phase.summary().latency().p99()) + ".")
                .collect(Collectors.joining(" ", "Share of the answered attempts by latency. ", ""));
        Chart chart = new Chart(
                "Share of the answered attempts by latency, logarithmic",
                described,
                new Chart.Scale(Axis.logarithmic(least, longest), FORMAT::millisTick),
                new Chart.Scale(Axis.upTo(most), FORMAT::percentTick));
        for (Report.Phase phase : phases) {
            List<Distribution.Bucket> buckets = phase.distribution().buckets();
            List<Chart.Point> outline = new ArrayList<>();
            buckets.forEach(bucket -> outline.add(new Chart.Point(start(bucket), bucket.share())));
            outline.add(new Chart.Point(buckets.get(buckets.size() - 1).upTo(), 0));
            chart.steps(phase.title(), phase.phase() == State.BASELINE ? "s1" : "s2 dashed", outline);
        }
        return List.of(chart);
    }

    /** A logarithmic axis has no zero. */
    private static double start(Distribution.Bucket bucket) {
        return bucket.above() > 0 ? bucket.above() : bucket.upTo() / 1.26;
    }

    /**
     * Returns the resilience curve: what the first threshold speaks of if that is a time or a share, else the success
     * rate, over the levels of a sweep; none where nothing was measured.
     */
    static List<Chart> curve(ResilienceCurve curve) {
        List<ThresholdCheck> first = curve.levels().stream()
                .flatMap(level -> level.checks().stream().limit(1))
                .toList();
        boolean times = all(first, check -> check.threshold().metric() instanceof TimeMetric.Percentile);
        boolean judged = times
                || all(
                        first,
                        check -> check.threshold().metric() instanceof Metric.Share
                                || check.threshold().metric() instanceof Metric.SuccessRate);
        Map<ResilienceCurve.Level, Estimate> measured = new LinkedHashMap<>();
        for (ResilienceCurve.Level level : curve.levels()) {
            Estimate figure = !judged
                    ? level.successRate()
                    : level.checks().isEmpty() ? null : level.checks().get(0).measured();
            if (figure != null) {
                measured.put(level, figure);
            }
        }
        if (measured.isEmpty()) {
            return List.of();
        }
        String name = judged ? subject(first.get(0)) : "success rate";
        Axis across = levels(curve);
        Chart.Scale up = times
                ? new Chart.Scale(Axis.upTo(highest(measured.values())), FORMAT::millisTick)
                : new Chart.Scale(Axis.ofShares(lowest(measured.values())), FORMAT::percentTick);
        Chart chart = new Chart(
                name + " over " + curve.vary(), curve.sentence(), new Chart.Scale(across, curve::written), up);
        Double broke = curve.broke();
        if (broke != null) {
            Double held = curve.held();
            chart.shade(held == null ? across.low() : held, broke, "breaks", "breaks");
            chart.shade(broke, across.high(), "broken", "");
        }
        List<Chart.Point> points = new ArrayList<>();
        measured.forEach((level, figure) -> {
            Chart.Point point = new Chart.Point(level.value(), figure.value());
            String value = Double.isInfinite(figure.value())
                    ? level.checks().get(0).figure().orElse(Format.NONE)
                    : times ? FORMAT.millis(figure.value()) : FORMAT.percent(figure.value());
            String title = curve.vary() + " " + curve.written(level.value()) + ": " + value + ", "
                    + level.ruling().wire();
            points.add(point);
            chart.dot(point, figure.low(), figure.high(), VerdictStyle.of(level.ruling()), title);
        });
        chart.line(name, "s1", points);
        Double limit = judged ? limit(first) : null;
        if (limit != null) {
            chart.rule("limit", "s5 dashed", limit);
        }
        return List.of(chart);
    }

    private static boolean all(List<ThresholdCheck> checks, Predicate<ThresholdCheck> test) {
        return !checks.isEmpty() && checks.stream().allMatch(test);
    }

    private static double lowest(Iterable<Estimate> figures) {
        double lowest = Double.POSITIVE_INFINITY;
        for (Estimate figure : figures) {
            lowest = Math.min(lowest, figure.low());
        }
        return lowest;
    }

    private static double highest(Iterable<Estimate> figures) {
        double highest = 0;
        for (Estimate figure : figures) {
            for (double end : new double[] {figure.low(), figure.value(), figure.high()}) {
                highest = Double.isFinite(end) ? Math.max(highest, end) : highest;
            }
        }
        return highest;
    }

    /** A twentieth of air on both sides, for the signs. */
    private static Axis levels(ResilienceCurve curve) {
        double low = curve.levels().get(0).value();
        double high = curve.levels().get(curve.levels().size() - 1).value();
        double air = high > low ? (high - low) / 20 : 1;
        return new Axis(low - air, high + air, false);
    }

    /** What the limit stands for may differ from level to level; then there is no line to draw. */
    private static @Nullable Double limit(List<ThresholdCheck> checks) {
        List<Double> limits = checks.stream()
                .map(ThresholdCheck::limit)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return limits.size() == 1 ? limits.get(0) : null;
    }

    /** What a threshold speaks of is written before its comparison. */
    private static String subject(ThresholdCheck check) {
        return check.threshold().text().split("[<>=!]", 2)[0].strip();
    }
}
