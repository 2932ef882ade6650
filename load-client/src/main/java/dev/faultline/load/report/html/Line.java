package dev.faultline.load.report.html;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name what the legend calls it
 * @param style its class in the style sheet: its colour and its dashes
 * @param points from left to right; where one is not a number the line breaks
 * @param stepped whether it goes in steps, each value up to the next, and the space below it is filled
 */
record Line(String name, String style, List<Point> points, boolean stepped) {

    /** A point by its values on the axes. */
    record Point(double x, double y) {

        boolean there() {
            return Double.isFinite(y);
        }
    }

    /** A line from point to point. */
    Line(String name, String style, List<Point> points) {
        this(name, style, points, false);
    }
}
