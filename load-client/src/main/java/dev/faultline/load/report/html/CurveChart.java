package dev.faultline.load.report.html;

import dev.faultline.load.report.ResilienceCurve;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Estimate;
import dev.faultline.load.slo.Quantile;
import dev.faultline.load.slo.Share;
import dev.faultline.load.slo.SuccessRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resilience curve: what the first threshold speaks of, or else the success rate, over the levels of a sweep. */
final class CurveChart {

    private final ResilienceCurve curve;
    private final boolean times;
    private final boolean first;
    private final String name;

    /** A level and the figure that is drawn of it. */
    private record Measured(ResilienceCurve.Level level, Estimate figure) {}

    CurveChart(ResilienceCurve curve) {
        this.curve = curve;
        List<Check> heads = curve.levels().stream()
                .flatMap(level -> level.checks().stream().limit(1))
                .toList();
        this.times = !heads.isEmpty()
                && heads.stream().allMatch(check -> check.threshold().metric() instanceof Quantile);
        boolean shares = !heads.isEmpty()
                && heads.stream()
                        .allMatch(check -> check.threshold().metric() instanceof Share
                                || check.threshold().metric() instanceof SuccessRate);
        this.first = times || shares;
        this.name = first ? subject(heads.get(0)) : "success rate";
    }

    /** Returns the section, with a table of the levels. */
    Html section() {
        Html html = new Html().open("section").element("h2", "Resilience curve");
        html.element("p", capital(curve.sentence()) + ".", "class", "lead");
        List<Measured> measured = new ArrayList<>();
        for (ResilienceCurve.Level level : curve.levels()) {
            figure(level).ifPresent(figure -> measured.add(new Measured(level, figure)));
        }
        if (!measured.isEmpty()) {
            html.add(chart(measured).figure());
            html.element(
                    "p",
                    "✓ holds · ✕ violated · ? undecided. The bars are 95% intervals. It had to hold at "
                            + curve.written(curve.withstand()) + ".",
                    "class",
                    "quiet");
        }
        return html.add(CurveTable.of(curve)).close("section");
    }

    private Chart chart(List<Measured> measured) {
        double least =
                measured.stream().mapToDouble(each -> each.figure().low()).min().orElse(0);
        double most = measured.stream()
                .mapToDouble(each -> Double.isFinite(each.figure().high())
                        ? each.figure().high()
                        : each.figure().value())
                .max()
                .orElse(1);
        Axis up = times ? Axis.upTo(most) : Axis.ofShares(least);
        Chart chart = new Chart(
                name + " over " + curve.vary(),
                curve.sentence(),
                new Chart.Scaled(across(), curve::written),
                new Chart.Scaled(up, times ? Shown::millisTick : Shown::percentTick));
        chart.shade(broken());
        chart.line(new Line(
                name,
                "s1",
                measured.stream()
                        .map(each -> new Line.Point(
                                each.level().value(), each.figure().value()))
                        .toList()));
        Double limit = limit();
        if (limit != null) {
            chart.rule("limit", "s5 dashed", limit);
        }
        return chart.dots(measured.stream().map(this::dot).toList());
    }

    /** A twentieth of air on both sides, for the signs. */
    private Axis across() {
        double low = curve.levels().get(0).value();
        double high = curve.levels().get(curve.levels().size() - 1).value();
        double air = high > low ? (high - low) / 20 : 1;
        return new Axis(low - air, high + air, false);
    }

    private List<Band> broken() {
        Double broke = curve.broke();
        if (broke == null) {
            return List.of();
        }
        Double held = curve.held();
        Axis across = across();
        double from = held == null ? across.low() : held;
        return List.of(new Band(from, broke, "breaks", "breaks"), new Band(broke, across.high(), "broken", ""));
    }

    private Dot dot(Measured measured) {
        Estimate figure = measured.figure();
        String value = times ? Shown.millis(figure.value()) : Shown.percent(figure.value());
        Signs sign = Signs.of(measured.level().ruling());
        String title = curve.vary() + " " + curve.written(measured.level().value()) + ": " + value + ", "
                + measured.level().ruling().wire();
        return new Dot(
                new Line.Point(measured.level().value(), figure.value()),
                figure.low(),
                figure.high(),
                sign.style(),
                sign.sign(),
                title);
    }

    private Optional<Estimate> figure(ResilienceCurve.Level level) {
        return first
                ? level.checks().stream().findFirst().flatMap(check -> Optional.ofNullable(check.measured()))
                : Optional.ofNullable(level.successRate());
    }

    /** What the limit stands for may differ from level to level; then there is no line to draw. */
    private @Nullable Double limit() {
        List<Double> limits = new ArrayList<>();
        if (first) {
            curve.levels()
                    .forEach(level -> level.checks().stream().limit(1).forEach(check -> {
                        if (check.limit() != null) {
                            limits.add(check.limit());
                        }
                    }));
        }
        return limits.stream().distinct().count() == 1 ? limits.get(0) : null;
    }

    /** What a threshold speaks of is written before its comparison. */
    private static String subject(Check check) {
        String text = check.threshold().text();
        int end = 0;
        while (end < text.length() && "<>=!".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, end).strip();
    }

    private static String capital(String sentence) {
        return sentence.isEmpty()
                ? sentence
                : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
