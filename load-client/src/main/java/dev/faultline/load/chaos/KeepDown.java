package dev.faultline.load.chaos;

import java.time.Duration;

/** Ends the process at once and lets it be started anew only after that time. */
record KeepDown(String service, Duration duration) implements LocalFault {}
