package dev.faultline.load.chaos;

/** Ends the process at once; it may be started anew at once. */
record Kill(String service) implements LocalFault {}
