package dev.faultline.load.drive;

import java.util.SplittableRandom;

/**
 * What a load draws from: one sequence for each use, so that none of them shifts another. A plan that takes over from
 * one with the same seed goes on with them: from the start each change would repeat the first gaps and kinds again.
 * Confined to the loop.
 *
 * @param mix which request is sent
 * @param jitter how long a retry waits
 * @param arrivals when the next is due
 */
record Chance(SplittableRandom mix, SplittableRandom jitter, SplittableRandom arrivals) {

    /** Returns the sequences that begin with that state of the source. */
    static Chance of(SplittableRandom source) {
        SplittableRandom issue = source.split();
        return new Chance(issue.split(), issue.split(), source.split());
    }
}
