package dev.faultline.experiment.run;

import dev.faultline.experiment.journal.Journals;
import dev.faultline.experiment.journal.Time;
import dev.faultline.experiment.step.Actuators;
import java.util.concurrent.Executor;

/**
 * What an experiment runs in.
 *
 * @param slot its own load; also the one that it acts on
 * @param actuators what it acts on
 * @param slots where a control slice gets its load from
 * @param threads runs what is waited for and may be slow
 */
record RunContext(
        LoadSlots.Slot slot, LoadSlots slots, Actuators actuators, Journals journals, Time time, Executor threads) {}
