/**
 * Documents in YAML or JSON come in, experiments go out, or a complaint with line and column. Begin with
 * {@link dev.faultline.experiment.read.ExperimentReader}.
 */
@NullMarked
package dev.faultline.experiment.read;

import org.jspecify.annotations.NullMarked;
