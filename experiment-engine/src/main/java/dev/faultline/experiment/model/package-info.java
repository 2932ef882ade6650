/**
 * What a document says: an {@link dev.faultline.experiment.model.Experiment} and its parts, each checked when it is made.
 * Nothing here reads, runs or writes anything.
 */
@NullMarked
package dev.faultline.experiment.model;

import org.jspecify.annotations.NullMarked;
