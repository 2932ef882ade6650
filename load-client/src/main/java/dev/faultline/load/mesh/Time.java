package dev.faultline.load.mesh;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks of a split.
 *
 * @param clock the time as people tell it
 * @param nanos a clock that only goes on, whatever the other is set to
 */
public record Time(InstantSource clock, LongSupplier nanos) {}
