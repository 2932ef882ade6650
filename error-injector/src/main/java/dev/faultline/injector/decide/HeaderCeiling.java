package dev.faultline.injector.decide;

import dev.faultline.wire.Percentage;
import java.time.Duration;

/**
 * How far requests may go that ask for their faults themselves.
 *
 * @param abort the most of them that are aborted, and how many are if they name no percentage
 * @param delay the most of them that are delayed, and how many are if they name no percentage
 * @param longest the longest delay that they get
 */
public record HeaderCeiling(Percentage abort, Percentage delay, Duration longest) {}
