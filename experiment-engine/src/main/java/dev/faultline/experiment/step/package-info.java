/**
 * What an experiment does, step by step. A step is one file: what is written, what it does, and in it the
 * {@link dev.faultline.experiment.step.Undo} that takes it back. Steps act on {@link
 * dev.faultline.experiment.step.Actuators}: interfaces that the service implements. Begin with {@link
 * dev.faultline.experiment.step.Step}.
 */
@NullMarked
package dev.faultline.experiment.step;

import org.jspecify.annotations.NullMarked;
