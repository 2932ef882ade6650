package dev.faultline.load.schedule;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers by the number of an arrival instead of one after the other: several who share a sequence draw the same for
 * each arrival without having drawn for those before. Pure and threadsafe.
 *
 * @param seed decides all of them
 */
public record NumberedRandom(long seed) {

    /** By which {@link SplittableRandom} goes from number to number (Steele, Lea, Flood, OOPSLA 2014). */
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /** Returns the generator of that arrival: its first number is the one that {@link SplittableRandom} has at that place. */
    public RandomGenerator of(long arrival) {
        return new SplittableRandom(seed + arrival * GOLDEN_GAMMA);
    }

    /** Returns the same, of which that arrival has what the first has here. */
    public NumberedRandom from(long arrival) {
        return new NumberedRandom(seed - arrival * GOLDEN_GAMMA);
    }
}
