package dev.faultline.load.chaos;

import java.time.Duration;

/**
 * Lets the process run only in between.
 *
 * @param percent of the time in which it stands still, from 1 to 95
 */
record Starve(String service, int percent, Duration duration) implements LocalFault {}
