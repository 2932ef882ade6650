/**
 * What is told of an experiment. In comes an {@code ExperimentResult}; {@link dev.faultline.experiment.report.Report} is made
 * of it, its figures are {@link dev.faultline.experiment.report.Summary}, and each format has one renderer: JSON is the record
 * itself, Markdown and JUnit XML are here, HTML is in {@code report.html}.
 * {@link dev.faultline.experiment.report.Reports} keeps the files. Begin with {@code Report}.
 */
@NullMarked
package dev.faultline.experiment.report;

import org.jspecify.annotations.NullMarked;
