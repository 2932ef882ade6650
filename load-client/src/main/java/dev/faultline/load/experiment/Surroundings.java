package dev.faultline.load.experiment;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What an experiment runs in.
 *
 * @param lane its own load; also the one that it acts on
 * @param actuators what it acts on
 * @param lanes where a control slice gets its load from
 * @param clock wall time, for reports
 * @param nanoTime monotonic time, for durations
 */
record Surroundings(
        Lane lane,
        Lanes lanes,
        Actuators actuators,
        Journals journals,
        InstantSource clock,
        LongSupplier nanoTime,
        Pause pause) {}
