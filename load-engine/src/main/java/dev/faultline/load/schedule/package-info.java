/**
 * When requests are due: in come a rate over time and the kind of arrivals, out come offsets in nanoseconds. Begin with
 * {@link Schedule}, which walks along a {@link RateProfile} by the gaps of an {@link InterArrival}. Pure: no clock, no
 * network.
 */
@NullMarked
package dev.faultline.load.schedule;

import org.jspecify.annotations.NullMarked;
