package dev.faultline.load.report.html;

import dev.faultline.load.experiment.Chronicle;
import dev.faultline.load.experiment.Moment;
import dev.faultline.load.experiment.Passed;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** How an experiment went, second by second: success rate, rate and percentiles below each other. */
final class TimelineCharts {

    /** In seconds: what is told with one digit would be from a time to the same time. */
    private static final double SHORTEST = 0.1;

    private final List<Moment> moments;
    private final List<Band> bands;
    private final double end;
    private final Chart.Scaled time;

    TimelineCharts(Chronicle chronicle) {
        this.moments = chronicle.timeline();
        this.bands = bands(chronicle.states());
        this.end = DoubleStream.concat(
                        moments.stream().mapToDouble(Moment::at), bands.stream().mapToDouble(Band::to))
                .max()
                .orElse(1);
        this.time = new Chart.Scaled(Axis.ofSeconds(end), this::shown);
    }

    /** Returns the section; says so where nothing was recorded. */
    Html section() {
        Html html = new Html().open("section").element("h2", "Timeline");
        if (moments.isEmpty()) {
            return html.element("p", "Nothing was recorded.", "class", "quiet").close("section");
        }
        html.element("p", phases(), "class", "quiet");
        return html.add(success().figure())
                .add(rate().figure())
                .add(percentiles().figure())
                .close("section");
    }

    private String phases() {
        String all = bands.stream()
                .map(band -> band.label() + " " + shown(band.from()) + " to " + shown(band.to()))
                .collect(Collectors.joining(" · "));
        return (all.isEmpty() ? "" : all + ". ") + "What ended within each moment is drawn at its middle.";
    }

    private String shown(double seconds) {
        return Shown.seconds(seconds, end);
    }

    private Chart success() {
        double least = moments.stream()
                .mapToDouble(TimelineCharts::succeeded)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        String described = "Success rate over time, lowest " + Shown.percent(least);
        return new Chart("Success rate", described, time, new Chart.Scaled(Axis.ofShares(least), Shown::percentTick))
                .shade(bands)
                .line(line("success rate", "s1", TimelineCharts::succeeded));
    }

    private Chart rate() {
        double most = moments.stream().mapToDouble(Moment::rate).max().orElse(0);
        String described = "Attempts a second that ended, over time, highest " + Shown.rateTick(Math.rint(most));
        return new Chart("Rate", described, time, new Chart.Scaled(Axis.upTo(most), Shown::rateTick))
                .shade(bands)
                .line(line("rate", "s2", Moment::rate));
    }

    private Chart percentiles() {
        List<Moment> measured =
                moments.stream().filter(moment -> moment.successRate() != null).toList();
        double least = measured.stream().mapToDouble(Moment::p50).min().orElse(1);
        double most = measured.stream().mapToDouble(Moment::p99).max().orElse(1);
        Axis axis = Axis.ofMillis(least, most);
        String described = "Latency over time: p50, p95 and p99, the highest p99 " + Shown.millis(most);
        return new Chart(
                        axis.log() ? "Latency, logarithmic" : "Latency",
                        described,
                        time,
                        new Chart.Scaled(axis, Shown::millisTick))
                .shade(bands)
                .line(line("p99", "s4 dotted", moment -> measured(moment, moment.p99())))
                .line(line("p95", "s2 dashed", moment -> measured(moment, moment.p95())))
                .line(line("p50", "s1", moment -> measured(moment, moment.p50())));
    }

    private Line line(String name, String style, ToDoubleFunction<Moment> value) {
        return new Line(
                name,
                style,
                moments.stream()
                        .map(moment -> new Line.Point(moment.at() - moment.seconds() / 2, value.applyAsDouble(moment)))
                        .toList());
    }

    private static double succeeded(Moment moment) {
        Double rate = moment.successRate();
        return rate == null ? Double.NaN : rate;
    }

    /** Of a moment in which nothing ended there are no times. */
    private static double measured(Moment moment, double millis) {
        return moment.successRate() == null ? Double.NaN : millis;
    }

    /** A state that was left at once has no width to be seen. */
    private static List<Band> bands(List<Passed> states) {
        return states.stream()
                .filter(passed -> passed.to() - passed.from() >= SHORTEST)
                .map(passed -> new Band(
                        passed.from(),
                        passed.to(),
                        passed.state().wire(),
                        passed.state().wire()))
                .toList();
    }
}
