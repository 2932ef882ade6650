package dev.faultline.experiment.report.html;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A chart, its shapes already in their places, for the template {@code chart.html}. The plane is an SVG of 1000 by 1000 that
 * is stretched to whatever width there is; all text lies over it in HTML, so that it keeps its size on a phone. Places are
 * percentages of the plane, from the left and from the top.
 */
final class Chart {

    private static final double END_OF_AXIS = 0.97;

    /** The share of the plane's width that a letter above it takes. */
    private static final double LETTER = 0.009;

    /** The same below it on a screen of 320 points. */
    private static final double LETTER_ON_PHONE = 0.032;

    /** As the style sheet moves the last text to the left, so that it stays on the page. */
    private static final double LAST_SHIFT = 0.85;

    private final String title;
    private final String description;
    private final Scale across;
    private final Scale up;
    private final List<Band> bands = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Dot> dots = new ArrayList<>();

    /** An axis and how its values are written. */
    record Scale(Axis axis, DoubleFunction<String> text) {}

    /** Values on both axes; where {@code y} is not a number a line breaks. */
    record Point(double x, double y) {}

    /**
     * A part that is shaded from top to bottom.
     *
     * @param label stands above it; empty where it is too narrow
     */
    record Band(String style, String label, String left, String width) {}

    /**
     * A line, or an outline whose inside is filled.
     *
     * @param path in the syntax of SVG, without what closes it
     */
    record Line(String name, String style, String path, boolean filled) {}

    /** A sign at a value, and the interval around it. */
    record Dot(VerdictStyle verdict, String title, String left, String top, String low, String high) {}

    /** A marked value of an axis. */
    record Tick(String text, String place, String style) {}

    /**
     * @param title above it
     * @param description what it shows, for those who can't see it
     */
    Chart(String title, String description, Scale across, Scale up) {
        this.title = title;
        this.description = description;
        this.across = across;
        this.up = up;
    }

    /** Shades what lies between two values of the horizontal axis. */
    void shade(double from, double to, String style, String label) {
        double left = across.axis.at(from);
        double width = across.axis.at(to) - left;
        String fitting = width > label.length() * LETTER ? label : "";
        bands.add(new Band(style, fitting, percent(left), percent(width)));
    }

    /** Draws a line from point to point. */
    void line(String name, String style, List<Point> points) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (Point point : points) {
            boolean there = Double.isFinite(point.y);
            if (there) {
                path.append(drawing ? 'L' : 'M').append(x(point)).append(' ').append(y(point));
                // A point alone between two gaps would not be seen.
                path.append(drawing ? "" : "h0.1");
            }
            drawing = there;
        }
        lines.add(new Line(name, style, path.toString(), false));
    }

    /** Draws a level line at that height. */
    void rule(String name, String style, double height) {
        Axis axis = across.axis;
        line(name, style, List.of(new Point(axis.low(), height), new Point(axis.high(), height)));
    }

    /** Draws a line in steps, each value up to the next, and fills the space below it. */
    void steps(String name, String style, List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" + x(point) + " 1000" : "H" + x(point));
            path.append('V').append(y(point));
        }
        lines.add(new Line(name, style, path.toString(), true));
    }

    /**
     * Marks a point.
     *
     * @param low the lower end of the interval around its value
     * @param high the upper end; infinite where nothing bounds it
     * @param title what it says in words
     */
    void dot(Point point, double low, double high, VerdictStyle verdict, String title) {
        String left = percent(across.axis.at(point.x));
        dots.add(new Dot(verdict, title, left, fromTop(point.y), fromTop(low), fromTop(high)));
    }

    public String title() {
        return title;
    }

    public String description() {
        return description;
    }

    public List<Band> bands() {
        return bands;
    }

    public List<Line> lines() {
        return lines;
    }

    /** Returns the lines to be explained: a single one is what the title says. */
    public List<Line> legend() {
        return lines.size() > 1 ? lines : List.of();
    }

    public List<Dot> dots() {
        return dots;
    }

    /** Returns the marks of the vertical axis. */
    public List<Tick> upTicks() {
        return up.axis.ticks().stream()
                .map(value -> new Tick(up.text.apply(value), fromTop(value), ""))
                .toList();
    }

    /** Returns the marks of the horizontal axis, ascending; those are spare whose text would touch the next on a phone. */
    public List<Tick> acrossTicks() {
        List<Tick> ticks = new ArrayList<>();
        List<Double> values = across.axis.ticks();
        double free = Double.POSITIVE_INFINITY;
        // From the last, which always has its text.
        for (int i = values.size() - 1; i >= 0; i--) {
            double place = across.axis.at(values.get(i));
            boolean last = place > END_OF_AXIS;
            String text = across.text.apply(values.get(i));
            double width = text.length() * LETTER_ON_PHONE;
            double left = place - width * (last ? LAST_SHIFT : 0.5);
            boolean spare = left + width + LETTER_ON_PHONE > free;
            free = spare ? free : left;
            ticks.add(0, new Tick(text, percent(place), "across" + (last ? " last" : "") + (spare ? " spare" : "")));
        }
        return ticks;
    }

    private String x(Point point) {
        return plane(across.axis.at(point.x));
    }

    private String y(Point point) {
        return plane(1 - up.axis.at(point.y));
    }

    private String fromTop(double value) {
        return percent(1 - up.axis.at(value));
    }

    private static String plane(double share) {
        return decimal(Math.round(share * 1e4), 1);
    }

    private static String percent(double share) {
        return decimal(Math.round(share * 1e4), 2);
    }

    /** Long timelines have thousands of points: this is much cheaper than a format. */
    private static String decimal(long unscaled, int digits) {
        return BigDecimal.valueOf(unscaled, digits).stripTrailingZeros().toPlainString();
    }
}
