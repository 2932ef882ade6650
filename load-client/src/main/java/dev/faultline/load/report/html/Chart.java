package dev.faultline.load.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A chart. The plane is an SVG that is stretched to whatever width there is; all text lies over it in HTML, so that it
 * keeps its size on a phone.
 */
final class Chart {

    private static final double SIZE = 1_000;
    private static final double END_OF_AXIS = 0.97;
    private static final double LETTER = 0.009;

    /** The share of the plane's width that a letter below it takes on a screen of 320 points. */
    private static final double LETTER_ON_PHONE = 0.032;

    /** As the style sheet moves the last text to the left, so that it stays on the page. */
    private static final double LAST_SHIFT = 0.85;

    private final String title;
    private final String description;
    private final Axis across;
    private final Axis up;
    private final DoubleFunction<String> acrossText;
    private final DoubleFunction<String> upText;
    private final List<Band> bands = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Dot> dots = new ArrayList<>();
    private final List<Line> rules = new ArrayList<>();

    /** An axis and how its values are written. */
    record Scaled(Axis axis, DoubleFunction<String> text) {}

    /**
     * @param title above it
     * @param description what it shows, for those who can't see it
     */
    Chart(String title, String description, Scaled across, Scaled up) {
        this.title = title;
        this.description = description;
        this.across = across.axis();
        this.up = up.axis();
        this.acrossText = across.text();
        this.upText = up.text();
    }

    Chart shade(List<Band> more) {
        bands.addAll(more);
        return this;
    }

    Chart line(Line line) {
        lines.add(line);
        return this;
    }

    Chart dots(List<Dot> more) {
        dots.addAll(more);
        return this;
    }

    /** Draws a level line at that height. */
    Chart rule(String name, String style, double height) {
        rules.add(new Line(
                name, style, List.of(new Line.Point(across.low(), height), new Line.Point(across.high(), height))));
        return this;
    }

    /** Returns the chart as a figure. */
    Html figure() {
        Html html = new Html().open("figure", "class", "chart");
        html.open("figcaption").element("h3", title);
        if (lines.size() + rules.size() > 1) {
            legend(html);
        }
        html.close("figcaption").open("div", "class", "frame");
        labels(html);
        html.open("div", "class", "plot");
        plane(html);
        ticks(html);
        signs(html);
        return html.close("div").close("div").close("figure");
    }

    private void legend(Html html) {
        html.open("ul", "class", "legend");
        List<Line> all = new ArrayList<>(lines);
        all.addAll(rules);
        for (Line line : all) {
            html.open("li").open("svg", "viewBox", "0 0 28 8", "aria-hidden", "true", "class", "swatch");
            html.empty("path", "class", "line " + line.style(), "d", "M0 4H28").close("svg");
            html.text(line.name()).close("li");
        }
        html.close("ul");
    }

    /** Above the plane; a band that is too narrow for its label does without. */
    private void labels(Html html) {
        html.open("div", "class", "bands", "aria-hidden", "true");
        for (Band band : bands) {
            double left = across.at(band.from());
            double width = across.at(band.to()) - left;
            if (width > band.label().length() * LETTER) {
                html.element("span", band.label(), "style", "left:" + percent(left) + ";width:" + percent(width));
            }
        }
        html.close("div");
    }

    private void plane(Html html) {
        html.open("svg", "viewBox", "0 0 1000 1000", "preserveAspectRatio", "none", "role", "img");
        html.element("title", title).element("desc", description);
        for (Band band : bands) {
            double left = across.at(band.from()) * SIZE;
            double width = across.at(band.to()) * SIZE - left;
            html.empty(
                    "rect",
                    "class",
                    "band " + band.style(),
                    "x",
                    number(left),
                    "y",
                    "0",
                    "width",
                    number(width),
                    "height",
                    "1000");
        }
        up.ticks().forEach(tick -> html.empty("path", "class", "grid", "d", "M0 " + number(y(tick)) + "H1000"));
        lines.forEach(line -> draw(html, line));
        rules.forEach(line -> draw(html, line));
        for (Dot dot : dots) {
            String whisker =
                    "M" + number(x(dot.point().x())) + " " + number(y(dot.low())) + "V" + number(y(dot.high()));
            html.empty("path", "class", "whisker", "d", whisker);
        }
        html.close("svg");
    }

    private void draw(Html html, Line line) {
        String path = line.stepped() ? steps(line) : path(line);
        if (line.stepped()) {
            html.empty("path", "class", "area " + line.style(), "d", path + "Z");
        }
        html.empty("path", "class", "line " + line.style(), "d", path);
    }

    private String path(Line line) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (Line.Point point : line.points()) {
            if (point.there()) {
                path.append(drawing ? 'L' : 'M').append(number(x(point.x())));
                path.append(' ').append(number(y(point.y())));
                // A point alone between two gaps would not be seen.
                path.append(drawing ? "" : "h0.1");
            }
            drawing = point.there();
        }
        return path.toString();
    }

    private String steps(Line line) {
        StringBuilder path = new StringBuilder();
        for (Line.Point point : line.points()) {
            String x = number(x(point.x()));
            path.append(path.isEmpty() ? "M" + x + " 1000" : "H" + x);
            path.append('V').append(number(y(point.y())));
        }
        return path.toString();
    }

    private void ticks(Html html) {
        html.open("div", "aria-hidden", "true");
        for (double tick : up.ticks()) {
            html.element("span", upText.apply(tick), "class", "up", "style", "top:" + percent(1 - up.at(tick)));
        }
        List<Double> ticks = across.ticks();
        boolean[] spare = spare(ticks);
        for (int i = 0; i < ticks.size(); i++) {
            double place = across.at(ticks.get(i));
            String kind = (place > END_OF_AXIS ? "across last" : "across") + (spare[i] ? " spare" : "");
            html.element("span", acrossText.apply(ticks.get(i)), "class", kind, "style", "left:" + percent(place));
        }
        html.close("div");
    }

    /** Finds the marks whose text would touch the next one's on a phone, from the last, which always has its text. */
    private boolean[] spare(List<Double> ticks) {
        boolean[] spare = new boolean[ticks.size()];
        double free = Double.POSITIVE_INFINITY;
        for (int i = ticks.size() - 1; i >= 0; i--) {
            double place = across.at(ticks.get(i));
            double width = acrossText.apply(ticks.get(i)).length() * LETTER_ON_PHONE;
            double left = place - width * (place > END_OF_AXIS ? LAST_SHIFT : 0.5);
            spare[i] = left + width + LETTER_ON_PHONE > free;
            free = spare[i] ? free : left;
        }
        return spare;
    }

    private void signs(Html html) {
        for (Dot dot : dots) {
            String place = "left:" + percent(across.at(dot.point().x())) + ";top:"
                    + percent(1 - up.at(dot.point().y()));
            html.element("span", dot.sign(), "class", "dot " + dot.style(), "style", place, "title", dot.title());
        }
    }

    private double x(double value) {
        return across.at(value) * SIZE;
    }

    private double y(double value) {
        return (1 - up.at(value)) * SIZE;
    }

    private static String number(double value) {
        return Shown.plain(Math.round(value * 10) / 10.0);
    }

    private static String percent(double share) {
        return Shown.plain(Math.round(share * 1e4) / 1e2) + "%";
    }
}
