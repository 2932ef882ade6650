package dev.faultline.load.report.html;

/**
 * A point of a chart that is marked with a sign, and the interval around it.
 *
 * @param low the lower end of the interval; the value if there is none
 * @param high the upper end; infinite where nothing bounds it
 * @param style the class of the sign in the style sheet
 * @param sign one character
 * @param title what it says in words
 */
record Dot(Line.Point point, double low, double high, String style, String sign, String title) {}
