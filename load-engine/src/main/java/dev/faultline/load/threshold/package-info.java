/**
 * What the figures say about thresholds. In comes a {@link Threshold} as text, a {@link TimedTally} and what it is
 * compared with ({@link Reference}); out comes a {@link ThresholdCheck}. Begin with {@link Threshold}: it measures a
 * {@link Metric} as an {@link Estimate} with its interval, and holds that against a {@link Bound} by a {@link
 * Comparison}. Pure statistics.
 */
@NullMarked
package dev.faultline.load.threshold;

import org.jspecify.annotations.NullMarked;
