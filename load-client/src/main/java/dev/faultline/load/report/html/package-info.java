/** The report as one page for browsers, with its charts: no script, nothing fetched. */
@NullMarked
package dev.faultline.load.report.html;

import org.jspecify.annotations.NullMarked;
