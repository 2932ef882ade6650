/**
 * The report as one page for browsers: no script, nothing fetched. {@link dev.faultline.experiment.report.html.HtmlReport}
 * renders the templates {@code report.html} and {@code chart.html}, which show what
 * {@link dev.faultline.experiment.report.html.Page} says and how {@link dev.faultline.experiment.report.html.Chart} lies;
 * {@code report.css} and the palette that the dashboard has too are inlined. Begin with {@code report.html}.
 */
@NullMarked
package dev.faultline.experiment.report.html;

import org.jspecify.annotations.NullMarked;
