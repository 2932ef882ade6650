package dev.faultline.load.experiment;

/**
 * What an experiment runs in.
 *
 * @param lane its own load; also the one that it acts on
 * @param actuators what it acts on
 * @param lanes where a control slice gets its load from
 */
record Surroundings(Lane lane, Lanes lanes, Actuators actuators, Journals journals, Time time) {}
