/**
 * Experiments come in at {@link dev.faultline.experiment.run.Experiments}, results go out to the archive. Read {@link
 * dev.faultline.experiment.run.ExperimentRun} from top to bottom, then what it uses: the clock and the states, the method
 * and its sweep, measurements. {@link dev.faultline.experiment.run.Recovery} undoes what another process left.
 */
@NullMarked
package dev.faultline.experiment.run;

import org.jspecify.annotations.NullMarked;
