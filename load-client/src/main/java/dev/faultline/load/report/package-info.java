/** What is told of an experiment: as JSON and as Markdown. */
@NullMarked
package dev.faultline.load.report;

import org.jspecify.annotations.NullMarked;
