package dev.faultline.injector.decide;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chance by counting: the n-th request of a plan has a source of its own that seed and n alone determine. So for a seed
 * the outcomes of the first N requests are the same however many threads serve them. Threadsafe, since stateless.
 */
final class RandomStreams {

    /** 2^64 divided by the golden ratio, odd: steps of it spread evenly (Steele, Lea, Flood: Fast Splittable PRNGs). */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;

    RandomStreams(long seed) {
        this.seed = seed;
    }

    /** Returns the source of the n-th request, counted from 0. */
    RandomGenerator of(long n) {
        return new SplittableRandom(mix64(seed + n * GOLDEN));
    }

    /** Returns streams for what is counted by itself, of which none is one of these. */
    RandomStreams apart() {
        return new RandomStreams(mix64(~seed));
    }

    /** Stafford's 13th variant of the 64-bit finalizer of MurmurHash3, as in {@link SplittableRandom}. */
    private static long mix64(long z) {
        long first = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
        return second ^ (second >>> 31);
    }
}
