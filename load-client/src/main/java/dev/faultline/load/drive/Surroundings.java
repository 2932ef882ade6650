package dev.faultline.load.drive;

/** What every load of a driver shares. */
record Surroundings(Loop loop, Meter meter, Places places, long maxLagNanos) {}
