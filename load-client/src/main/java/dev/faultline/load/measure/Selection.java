package dev.faultline.load.measure;

/**
 * What a tally holds of one scope.
 *
 * @param samples how many ended
 * @param succeeded how many of them succeeded
 * @param latency from the intended time
 */
public record Selection(long samples, long succeeded, Latencies latency) {}
