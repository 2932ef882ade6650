package dev.faultline.backend.status;

import java.time.Duration;

/**
 * What was served since the start.
 *
 * @param accesses requests that ended, however they ended
 * @param bytes of their bodies that were sent
 * @param duration the sum of the times they took
 */
public record Totals(long accesses, long bytes, Duration duration) {}
