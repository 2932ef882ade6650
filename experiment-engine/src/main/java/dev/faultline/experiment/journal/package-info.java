/**
 * How what is done is undone, whatever happens: each undo is written to the {@link dev.faultline.experiment.journal.Journal}
 * before its step acts, and done by the {@link dev.faultline.experiment.journal.Rollback}, in this process or the next.
 */
@NullMarked
package dev.faultline.experiment.journal;

import org.jspecify.annotations.NullMarked;
