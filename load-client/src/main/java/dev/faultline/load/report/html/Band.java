package dev.faultline.load.report.html;

/**
 * A part of a chart that is shaded from top to bottom.
 *
 * @param from where it begins on the horizontal axis
 * @param to where it ends
 * @param style its class in the style sheet
 * @param label written above it
 */
record Band(double from, double to, String style, String label) {}
