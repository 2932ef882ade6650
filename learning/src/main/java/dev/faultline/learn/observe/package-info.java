/**
 * What was measured of a service, whoever measured it. In come times, counts and outcomes, from a source; out comes an
 * {@link Observed}, from which a plan is made and with which a rehearsal is compared. Begin there; {@link LatencyBuckets}
 * keeps what is known of times and no more. Pure: no clock, no files, no network.
 */
@NullMarked
package dev.faultline.learn.observe;

import org.jspecify.annotations.NullMarked;
