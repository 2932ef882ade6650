/**
 * What became of requests, counted and timed in bounded memory. In comes the {@link Result} of each attempt with its
 * {@link AttemptTimestamps}, out come figures of a {@link Window} and files ({@link WindowWriter}). Begin with {@link
 * Tally}, which counts, and with a {@link MeshReading} knows who answered in a mesh; a {@link WindowHistory} keeps the tallies of the latest seconds, {@link Totals} the sum of all,
 * and {@link ClientValidity} says whether they describe the target. Pure but for its memory: no clock.
 */
@NullMarked
package dev.faultline.load.measure;

import org.jspecify.annotations.NullMarked;
