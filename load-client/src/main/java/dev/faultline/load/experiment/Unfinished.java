package dev.faultline.load.experiment;

import java.time.Instant;
import java.util.Map;

/**
 * What a process left behind that ended in the middle of an experiment.
 *
 * @param state the last that it entered
 * @param undos what it had done, or was about to do, oldest first, by key
 */
record Unfinished(
        String id, Experiment experiment, Instant started, State state, Map<String, Undo> undos, Journal journal) {}
