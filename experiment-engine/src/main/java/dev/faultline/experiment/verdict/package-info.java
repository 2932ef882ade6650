/**
 * What an experiment found, as values: what was measured in each phase, when what happened, how it ended, what became of
 * undoing it, and the {@link dev.faultline.experiment.verdict.Verdict}. All of it is in an {@link
 * dev.faultline.experiment.verdict.ExperimentResult}, which goes to the {@link
 * dev.faultline.experiment.verdict.Archive}.
 */
@NullMarked
package dev.faultline.experiment.verdict;

import org.jspecify.annotations.NullMarked;
